package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.models.SottoException;
import java.nio.file.Path;

/** A form in which data sets come; all of them stand in the description of this package. */
sealed interface DatasetForm
    permits Manifest,
        TableManifest,
        CommonVoice,
        Audiofolder,
        LibriSpeech,
        LjSpeech,
        MultilingualLibriSpeech,
        Fleurs {
  /** What messages call it. */
  String name();

  /** Whether {@code data}, which exists, is of this form, told from its beginning. */
  boolean recognises(Path data);

  /**
   * Reads all rows.
   *
   * @throws SottoException if a file as a whole cannot be read
   */
  void read(Path data, Rows<Utterance> rows);

  /** What was expected, for data without a row. */
  String expectation();
}
