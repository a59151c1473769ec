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

  /** Of a group that gives nothing: a loss is 0 too where the answers do not tell it. */
  private static final double ZERO = -1;

  @Override
  public GroupScores score(SaliencyContext context) {
    Survey survey = context.heard().survey();
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      Curve curve = survey.curves().get(block.id().name());
      double[] values = new double[block.groups()];
      double[] divergences = curve.divergences();
      double highest = 0;
      for (int place = 0; place < curve.order().size(); place++) {
        highest = Math.max(highest, divergences[place]);
        values[curve.order().get(place)] = curve.losses().get(place) == 0 ? ZERO : highest;
      }
      for (int group = 0; group < values.length; group++) {
        if (!curve.order().contains(group)) {
          // The last one never leaves; nothing says what it costs.
          values[group] = highest;
        }
      }
      scores.put(block.id().name(), values);
    }
    return new GroupScores(scores, ZERO);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }

  @Override
  public boolean listens() {
    return true;
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
