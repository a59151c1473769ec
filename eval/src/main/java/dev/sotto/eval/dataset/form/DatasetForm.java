package dev.sotto.eval.dataset.form;

import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.rows.Rows;
import dev.sotto.models.SottoException;
import java.nio.file.Path;

/** A form in which data sets come; all of them stand in the description of this package. */
abstract sealed class DatasetForm
    permits Manifest,
        TableManifest,
        CommonVoice,
        Audiofolder,
        LibriSpeech,
        LjSpeech,
        MultilingualLibriSpeech,
        Fleurs {
  private final String name;
  private final String expectation;

  /**
   * @param name as messages call it
   * @param expectation what was expected, for data without a row
   */
  DatasetForm(String name, String expectation) {
    this.name = name;
    this.expectation = expectation;
  }

  final String name() {
    return name;
  }

  final String expectation() {
    return expectation;
  }

  /** Whether {@code data}, which exists, is of this form, told from its beginning. */
  abstract boolean recognises(Path data);

  /**
   * Reads all rows.
   *
   * @throws SottoException if a file as a whole cannot be read
   */
  abstract void read(Path data, Rows<Utterance> rows);
}
