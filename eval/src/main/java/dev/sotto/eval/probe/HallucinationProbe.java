package dev.sotto.eval.probe;

import dev.sotto.runtime.transcribe.Transcriber;
import dev.sotto.runtime.transcribe.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model heard in silence and noise.
 *
 * @param seed of the noise
 */
public record HallucinationProbe(long seed, List<HeardSound> sounds) {
  public HallucinationProbe {
    sounds = List.copyOf(sounds);
  }

  /** Lets a model hear silence, and white and brown noise of several levels. */
  public static HallucinationProbe run(Transcriber transcriber, long seed) {
    List<ProbeSound> sounds = ProbeSound.all(seed);
    List<Transcript> transcripts =
        transcriber.transcribe(sounds.stream().map(ProbeSound::samples).toList());
    List<HeardSound> heard = new ArrayList<>();
    for (int i = 0; i < sounds.size(); i++) {
      Transcript transcript = transcripts.get(i);
      heard.add(
          new HeardSound(
              sounds.get(i).name(),
              sounds.get(i).seconds(),
              transcript.text(),
              transcript.windows().get(0).decoding().noSpeechProbability()));
    }
    return new HallucinationProbe(seed, heard);
  }

  /** How many sounds were not passed over in silence. */
  public int soundsWithText() {
    return (int) sounds.stream().filter(sound -> !sound.text().isBlank()).count();
  }

  /** All words that were heard though nobody spoke. */
  public int words() {
    return sounds.stream().mapToInt(HeardSound::words).sum();
  }
}
