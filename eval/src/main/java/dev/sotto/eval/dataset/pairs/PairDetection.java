package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.rows.FirstLine;
import dev.sotto.eval.dataset.rows.Names;
import dev.sotto.eval.dataset.rows.SeparatedTable;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells of two files of texts whether they are paired by line or by ids. Ids that were scored as
 * words, or lines that were paired though they do not belong together, would give rates that look
 * right, so that what is not clear is refused with the option that settles it.
 */
final class PairDetection {
  /** Of so many lines of plain text some begin with the same word, or are heard wrongly there. */
  private static final int PLAIN_LINES_WITH_OTHER_WORDS = 20;

  /** A word in parentheses is no id: there is a digit or a mark in those of sclite. */
  private static final Pattern TRN = Pattern.compile(".*\\([^\\s()]*[-_0-9][^\\s()]*\\)\\s*");

  private static final Pattern STM =
      Pattern.compile("\\S+\\s+\\S+\\s+\\S+\\s+[0-9.]+\\s+[0-9.]+(\\s.*)?");
  private static final Pattern CTM =
      Pattern.compile(
          "\\S+\\s+\\S+\\s+[0-9]*\\.[0-9]+\\s+[0-9]*\\.[0-9]+\\s+\\S+(\\s+[0-9.]+)?\\s*");

  private final NumberedLines references;
  private final NumberedLines hypotheses;

  private PairDetection(NumberedLines references, NumberedLines hypotheses) {
    this.references = references;
    this.hypotheses = hypotheses;
  }

  /**
   * One of the forms of two files.
   *
   * @throws SottoException if they are of another form, or could be of two
   */
  static PairForm of(NumberedLines references, NumberedLines hypotheses) {
    return new PairDetection(references, hypotheses).form();
  }

  private PairForm form() {
    refuseOthers(references);
    refuseOthers(hypotheses);
    if (isTrn(references) || isTrn(hypotheses)) {
      checkTrn(references);
      checkTrn(hypotheses);
      return PairForm.TRN;
    }
    FirstTokens said = FirstTokens.of(references);
    FirstTokens heard = FirstTokens.of(hypotheses);
    boolean hasTexts =
        2 * references.written().filter(PairDetection::isMore).count() > said.tokens().size();
    if (!hasTexts) {
      return PairForm.PLAIN;
    }
    if (said.areIds() && heard.areIds()) {
      checkKaldi(references, said);
      checkKaldi(hypotheses, heard);
      return PairForm.KALDI;
    }
    checkAlike(references, said, hypotheses, heard);
    checkAlike(hypotheses, heard, references, said);
    return byWords(said, heard);
  }

  /** Where the first words look like any other. */
  private PairForm byWords(FirstTokens said, FirstTokens heard) {
    boolean unique =
        said.tokens().size() > 1
            && heard.tokens().size() > 1
            && said.areUnique()
            && heard.areUnique();
    if (!unique) {
      return PairForm.PLAIN;
    }
    boolean numbers = said.areNumbers() && heard.areNumbers();
    if (said.hasSame(heard)) {
      boolean inOrder = said.tokens().equals(heard.tokens());
      if (inOrder && !numbers && said.tokens().size() >= PLAIN_LINES_WITH_OTHER_WORDS) {
        throw unclear(
            references,
            "every line begins with a word of its own, the same as in "
                + hypotheses.file()
                + ", which may be ids");
      }
      return inOrder && !numbers ? PairForm.PLAIN : PairForm.KALDI;
    }
    if (numbers && shares(said, heard)) {
      return PairForm.KALDI;
    }
    if (said.areMoved(heard)) {
      List<String> missing =
          Stream.concat(
                  said.tokens().stream().filter(token -> !heard.tokens().contains(token)),
                  heard.tokens().stream().filter(token -> !said.tokens().contains(token)))
              .toList();
      throw unclear(
          references,
          "the lines begin with the words of %s in another order, which may be ids, but for \"%s\"%s"
              .formatted(
                  hypotheses.file(),
                  Quotation.of(missing.get(0)),
                  missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : ""));
    }
    return PairForm.PLAIN;
  }

  private static boolean shares(FirstTokens said, FirstTokens heard) {
    long common = said.tokens().stream().filter(heard.tokens()::contains).count();
    return 2 * common >= Math.max(said.tokens().size(), heard.tokens().size());
  }

  private static boolean isMore(String line) {
    return line.strip().split("\\s+", 2).length > 1;
  }

  private static void checkKaldi(NumberedLines file, FirstTokens tokens) {
    Optional<Integer> without = tokens.firstWithoutId();
    if (without.isPresent()) {
      throw unclear(
          file, "line " + without.get() + " does not begin with an id as most others seem to");
    }
  }

  /** Ids in one file alone; a single line may begin with a word such as B2B. */
  private static void checkAlike(
      NumberedLines file, FirstTokens tokens, NumberedLines other, FirstTokens others) {
    boolean ids = tokens.tokens().size() > 1 && tokens.firstWithoutId().isEmpty();
    if (ids && !others.tokens().isEmpty()) {
      throw unclear(file, "every line seems to begin with an id, unlike those of " + other.file());
    }
  }

  private static boolean isTrn(NumberedLines file) {
    long all = trnLines(file).count();
    return 2 * trnLines(file).filter(line -> TRN.matcher(line).matches()).count() > all;
  }

  private static Stream<String> trnLines(NumberedLines file) {
    return file.written().filter(line -> !line.startsWith(";;"));
  }

  private static void checkTrn(NumberedLines file) {
    Optional<String> without =
        trnLines(file).filter(line -> !TRN.matcher(line).matches()).findFirst();
    if (without.isPresent()) {
      throw unclear(
          file,
          "expected (id) at the end of every line, as in most, found \""
              + Quotation.of(without.get())
              + "\"");
    }
  }

  private static SottoException unclear(NumberedLines file, String what) {
    return SottoException.badInput(
        file.file(), what + "; say with --pairs plain, kaldi or trn what these files are");
  }

  /** Refuses what holds texts in yet another way. */
  private static void refuseOthers(NumberedLines lines) {
    Path file = lines.file();
    List<String> written = trnLines(lines).toList();
    if (written.isEmpty()) {
      return;
    }
    String first = written.get(0).strip();
    if (FirstLine.hasExtension(file, "jsonl", "json") || first.startsWith("{\"")) {
      throw other(file, "JSON", "name one file of JSON lines that hold both texts");
    }
    if (FirstLine.hasExtension(file, "csv", "tsv")
        || SeparatedTable.find(file, List.of(Names.ID, allTexts())).isPresent()) {
      throw other(file, "a table", "name one table with the columns reference and hypothesis");
    }
    if (FirstLine.hasExtension(file, "srt", "vtt") || first.startsWith("WEBVTT")) {
      throw other(file, "subtitles", "write one utterance a line");
    }
    if (FirstLine.hasExtension(file, "stm", "ctm")
        || matchesAll(written, STM)
        || matchesAll(written, CTM)) {
      throw other(
          file, "segments or words with times (stm, ctm)", "write Kaldi's text or sclite's trn");
    }
  }

  private static List<String> allTexts() {
    return Stream.concat(Names.REFERENCE.stream(), Names.HYPOTHESIS.stream()).toList();
  }

  private static boolean matchesAll(List<String> lines, Pattern pattern) {
    return lines.stream().allMatch(line -> pattern.matcher(line.strip()).matches());
  }

  private static SottoException other(Path file, String found, String advice) {
    return SottoException.badInput(
        file, "expected plain text, Kaldi's text or sclite's trn, found " + found + "; " + advice);
  }
}
