package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.models.SottoException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A form in which pairs of texts come. */
public enum PairForm {
  /** One file of JSON objects, one a line. */
  JSONL("jsonl", false),
  /** One file with a header and columns of references and hypotheses. */
  TABLE("table", false),
  /** Two files with one text a line, paired by line. */
  PLAIN("plain", true),
  /** Two files with an id and a text a line, as Kaldi's {@code text}, paired by id. */
  KALDI("kaldi", true),
  /** Two files with a text and {@code (id)} a line, as sclite's {@code trn}, paired by id. */
  TRN("trn", true);

  private final String key;
  private final boolean isTwoFiles;

  PairForm(String key, boolean isTwoFiles) {
    this.key = key;
    this.isTwoFiles = isTwoFiles;
  }

  /** Its name in options and results. */
  public String key() {
    return key;
  }

  boolean isTwoFiles() {
    return isTwoFiles;
  }

  /** The form called {@code key}. */
  public static Optional<PairForm> find(String key) {
    return Stream.of(values()).filter(form -> form.key.equals(key)).findFirst();
  }

  /**
   * The form called {@code key} in an option.
   *
   * @throws SottoException with code USAGE if there is none
   */
  public static PairForm of(String key) {
    return find(key)
        .orElseThrow(
            () ->
                SottoException.usage(
                    "--pairs: expected "
                        + Stream.of(values()).map(PairForm::key).collect(Collectors.joining(", "))
                        + ", found "
                        + Quotation.of(key)));
  }
}
