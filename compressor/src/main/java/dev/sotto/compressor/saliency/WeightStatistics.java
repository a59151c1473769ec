package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Values;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores groups by the size of their weights against their family, the rule of TSPAR's structured
 * pass.
 *
 * <p>A family is one projection of one kind of block in one stack, over all its layers. In it,
 * group {@code g} with {@code p_g} elements has {@code n_g = ||w_g||_2 / sqrt(p_g)}, and the rule
 * would remove it where {@code n_g < mu - a * sigma}. The projections of a block must lose the same
 * groups, so a group's score is the mean over its projections of {@code (n_g - mu) / sigma}, and
 * the rule becomes {@code score < -a}; with one projection the two are the same.
 *
 * <p>Groups of zeros, as training with a group penalty leaves them, say nothing about the size of
 * those that stay: they count in no mean, and their score is below all others.
 */
public record WeightStatistics() implements Saliency {
  static final String NAME = "weight-statistics";

  /**
   * @throws dev.sotto.models.SottoException if a weight is not float32 or not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    WhisperModel model = context.model();
    List<Block> blocks = model.blocks();
    // Each block's weights are read by one thread, so sums do not depend on how many there are.
    List<Map<String, double[]>> ofBlocks =
        blocks.parallelStream().map(block -> norms(model, block)).toList();
    Map<String, List<double[]>> families = new HashMap<>();
    ofBlocks.forEach(
        ofBlock ->
            ofBlock.forEach(
                (family, norms) ->
                    families.computeIfAbsent(family, key -> new ArrayList<>()).add(norms)));
    Map<String, Standardisation> scales = new HashMap<>();
    families.forEach((family, norms) -> scales.put(family, Standardisation.of(norms)));
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (int index = 0; index < blocks.size(); index++) {
      double[] mean = new double[blocks.get(index).groups()];
      int projections = ofBlocks.get(index).size();
      ofBlocks
          .get(index)
          .forEach(
              (family, norms) ->
                  Arrays.setAll(
                      mean,
                      group -> mean[group] + scales.get(family).of(norms[group]) / projections));
      scores.put(blocks.get(index).id().name(), mean);
    }
    return Standardisation.scores(scores);
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME);
  }

  /** {@code ||w_g|| / sqrt(p_g)} of each group, by family; a bias belongs to its projection. */
  private static Map<String, double[]> norms(WhisperModel model, Block block) {
    Map<String, double[]> squares = new TreeMap<>();
    Map<String, Long> elements = new HashMap<>();
    BlockElements stored = model.storedElements(block);
    for (BlockElements.Slice slice : stored.slices()) {
      String name = slice.role().substring(0, slice.role().lastIndexOf('.'));
      String family =
          block.id().stack() + " " + block.id().kind() + name.substring(name.lastIndexOf('.'));
      addSquares(
          model, stored, slice, squares.computeIfAbsent(family, key -> new double[block.groups()]));
      elements.merge(family, (long) stored.perGroup(slice), Long::sum);
    }
    squares.forEach(
        (family, values) -> {
          double perGroup = elements.get(family);
          Arrays.setAll(values, group -> Math.sqrt(values[group] / perGroup));
        });
    return squares;
  }

  /**
   * Adds the squares of a weight's elements to the sums of their groups.
   *
   * @throws SottoException if an element is not a finite float32
   */
  static void addSquares(
      WhisperModel model, BlockElements elements, BlockElements.Slice slice, double[] sums) {
    Tensor weight = model.weight(slice.role()).orElseThrow().float32();
    elements.addSquares(slice, Values.of(weight.bytes().asFloatBuffer()), sums);
    if (!Arrays.stream(sums).allMatch(Double::isFinite)) {
      throw SottoException.badInput(
          slice.role(), "holds a weight that is not a finite number, so groups cannot be scored");
    }
  }
}
