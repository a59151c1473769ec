package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws the score of every group evenly from (0, 1], whatever its kind: what any rule has to beat.
 * Groups of zeros still leave first, as they are lost to nobody.
 */
public record RandomScores() implements Saliency {
  static final String NAME = "random";

  /**
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    SplittableRandom random = new SplittableRandom(context.seed());
    GroupScores magnitudes = new Magnitude().score(context);
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      double[] drawn = random.doubles(block.groups()).map(number -> 1 - number).toArray();
      double[] magnitude = magnitudes.of(block.id().name());
      Arrays.setAll(drawn, group -> magnitude[group] == magnitudes.zero() ? 0 : drawn[group]);
      scores.put(block.id().name(), drawn);
    }
    return new GroupScores(scores, 0);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }
}
