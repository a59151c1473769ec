package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.repair.Survey;
import dev.sotto.compressor.repair.Survey.Curve;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores groups by what the model's answers change by when they leave their block and the rest of
 * it makes up for them, as the optimal brain surgeon does (B. Hassibi and D. Stork, 1993).
 *
 * <p>A {@link Survey} has the error that each group adds to the output of its block, in the order
 * in which they leave, and how much an error there matters to the answers. A group's score is their
 * product, never below that of a group that left before it; so each threshold takes the first of
 * every block.
 */
public record OptimalBrainSurgeon() implements Saliency {
  static final String NAME = "brain-surgeon";

  @Override
  public GroupScores score(SaliencyContext context) {
    Survey survey = context.heard().survey();
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      Curve curve = survey.curves().get(block.id().name());
      double[] values = new double[block.groups()];
      double highest = 0;
      for (int place = 0; place < curve.order().size(); place++) {
        highest = Math.max(highest, curve.losses().get(place) * curve.divergence());
        values[curve.order().get(place)] = highest;
      }
      for (int group = 0; group < values.length; group++) {
        if (!curve.order().contains(group)) {
          // The last one never leaves; nothing says what it costs.
          values[group] = highest;
        }
      }
      scores.put(block.id().name(), values);
    }
    return new GroupScores(scores, -1);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean choosesAgain() {
    return true;
  }
}
