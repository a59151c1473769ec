package dev.sotto.compressor.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Joins clips of a batch to longer sounds. Who learns from single sentences alone ends after the
 * first one of a longer recording; Whisper's own training, and that of Distil-Whisper (S. Gandhi et
 * al., 2023), which joins clips to windows too, is on stretches of up to 30 s.
 *
 * <p>A joined sound gets as long as a draw says, from two clips to a whole window, so that all
 * lengths are heard. Clips with one prompt are joined, since a sound has one language.
 */
public final class Joining {
  /** Joined sounds are long, and memory grows with their square, so that there are fewer. */
  private static final int FEWER = 4;

  /** Frames of the longest pause between two clips: a second. */
  private static final int LONGEST_PAUSE = 100;

  private final TrainingSet set;
  private final double share;
  private final int window;
  private final long seed;

  /**
   * @param share of the batches whose clips are joined, from 0 to 1
   * @param window frames that a sound takes at most
   */
  public Joining(TrainingSet set, double share, int window, long seed) {
    this.set = set;
    this.share = share;
    this.window = window;
    this.seed = seed;
  }

  /**
   * What is heard of the clips of batch {@code number}: each alone, or joined, a quarter of them at
   * most.
   */
  public List<Sound> sounds(List<Integer> batch, long number) {
    if (!isJoined(number)) {
      return Sound.each(batch);
    }
    int most = (batch.size() + FEWER - 1) / FEWER;
    List<Sound> sounds = new ArrayList<>();
    for (int from = 0; from < batch.size() && sounds.size() < most; ) {
      Sound sound = sound(batch.subList(from, batch.size()), number);
      sounds.add(sound);
      from += sound.clips().size();
    }
    return sounds;
  }

  /** Spread evenly over the numbers, in between those of {@link ClipLengths}. */
  private boolean isJoined(long number) {
    return (long) ((number + 1) * share + 0.5) > (long) (number * share + 0.5);
  }

  /** As many of the clips, from the first on, as the draw says. */
  private Sound sound(List<Integer> clips, long number) {
    TrainingClip first = set.clips().get(clips.get(0));
    SplittableRandom random = Draws.of(seed, number, clips.get(0) + (1L << 34));
    int pause = random.nextInt(LONGEST_PAUSE + 1);
    int shortest = Math.min(window, 2 * first.frames() + pause);
    int wanted = shortest + random.nextInt(window - shortest + 1);
    int frames = first.frames();
    int tokens = first.tokens().size();
    int taken = 1;
    for (; taken < clips.size(); taken++) {
      TrainingClip next = set.clips().get(clips.get(taken));
      frames += pause + next.frames();
      // One prompt and one end are enough.
      tokens += next.tokens().size() - set.promptLength() - 1;
      if (frames > wanted || tokens > set.mostTokens() || !samePrompt(first, next)) {
        break;
      }
    }
    return new Sound(clips.subList(0, taken), pause);
  }

  private boolean samePrompt(TrainingClip first, TrainingClip next) {
    int length = set.promptLength();
    return first.tokens().subList(0, length).equals(next.tokens().subList(0, length));
  }
}
