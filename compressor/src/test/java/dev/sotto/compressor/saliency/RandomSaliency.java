package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** All that a method takes: scores that say nothing. */
record RandomSaliency() implements Saliency {
  @Override
  public GroupScores score(SaliencyContext context) {
    SplittableRandom random = new SplittableRandom(context.seed());
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : context.model().blocks()) {
      scores.put(block.id().name(), random.doubles(block.groups()).toArray());
    }
    return new GroupScores(scores, 0);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", "random");
  }
}
