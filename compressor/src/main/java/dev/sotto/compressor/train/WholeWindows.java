package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.Batches;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.Sound;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.torch.TrainingEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the teacher makes of clips in whole windows, which takes many times longer than a step of a
 * student that hears short ones. Each clip is heard once and kept: {@code D} numbers for each
 * token.
 */
final class WholeWindows {
  private final TrainingEngine engine;
  private final Batches batches;
  private final Map<Integer, float[]> states = new HashMap<>();

  WholeWindows(TrainingEngine engine, TrainingSet set, int melBins, int window) {
    this.engine = engine;
    this.batches =
        new Batches(set, melBins, new ClipLengths(window, window, 0), Augmentation.none(), 0);
  }

  /**
   * Of each clip the states [N, D] behind the decoder's last layer at the tokens that are learnt.
   *
   * @param sounds single clips
   */
  List<float[]> of(List<Sound> sounds) {
    return sounds.stream()
        .flatMap(sound -> sound.clips().stream())
        .map(
            clip ->
                states.computeIfAbsent(
                    clip, one -> engine.teacherStates(batches.make(List.of(Sound.of(one)), 0))))
        .toList();
  }
}
