package dev.sotto.compressor.label;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a model itself writes for clips, whatever texts they have: what it is to go on writing. */
public final class OwnTexts {
  private static final int BATCH = 8;

  private OwnTexts() {}

  /**
   * Has {@code model} write down what is said.
   *
   * @param speech with texts or without
   * @param language what is spoken, where the data does not say
   * @return the clips of which it is sure
   * @throws SottoException if a clip cannot be read, or it is sure of none
   */
  public static Dataset of(
      Path model,
      Dataset speech,
      Optional<String> language,
      SessionSettings session,
      Progress progress) {
    List<Clip> clips = SpeechInput.clips(speech).stream().map(Clip::withoutText).toList();
    PseudoLabels labels =
        Labelling.run(
            new PseudoLabels.Request(model, clips, LabelFilter.DEFAULTS, language, session, BATCH),
            progress);
    labels.requireAny(speech.name());
    try (TemporaryFolder folder = TemporaryFolder.create("sotto-texts-")) {
      Path file = folder.path().resolve("texts.jsonl");
      Files.write(file, LabelManifest.of(labels, file));
      return new Dataset(speech.name(), Manifest.read(file).utterances());
    } catch (IOException e) {
      throw SottoException.badInput(speech.name(), "no room for texts: " + e.getMessage());
    }
  }
}
