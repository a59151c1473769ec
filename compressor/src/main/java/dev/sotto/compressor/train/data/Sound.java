package dev.sotto.compressor.train.data;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model hears at once: a clip, or several one after the other.
 *
 * @param clips by index in the set
 * @param pause mel frames of silence between two of them
 */
public record Sound(List<Integer> clips, int pause) {
  public Sound {
    clips = List.copyOf(clips);
    if (clips.isEmpty() || pause < 0) {
      throw new IllegalArgumentException(
          "expected clips and a pause, received %s and %d".formatted(clips, pause));
    }
  }

  /** One clip alone. */
  public static Sound of(int clip) {
    return new Sound(List.of(clip), 0);
  }

  /** Each clip alone. */
  public static List<Sound> each(List<Integer> clips) {
    return clips.stream().map(Sound::of).toList();
  }

  /** The clip that random draws for this sound go by. */
  int first() {
    return clips.get(0);
  }

  /** The prompt of the first clip, the texts of all, and the end token. */
  int[] tokens(TrainingSet set) {
    List<Integer> joined = new ArrayList<>();
    for (int clip : clips) {
      List<Integer> own = set.clips().get(clip).tokens();
      joined.addAll(own.subList(joined.isEmpty() ? 0 : set.promptLength(), own.size() - 1));
    }
    List<Integer> last = set.clips().get(clips.get(clips.size() - 1)).tokens();
    joined.add(last.get(last.size() - 1));
    return joined.stream().mapToInt(Integer::intValue).toArray();
  }
}
