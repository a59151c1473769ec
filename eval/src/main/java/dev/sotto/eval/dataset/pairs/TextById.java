package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.Quotation;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.rows.BadRowException;
import dev.sotto.eval.dataset.rows.Rows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pairs the texts of two files by the ids that their lines give. */
final class TextById {
  private static final String COMMENT = ";;";
  private static final Pattern TRN = Pattern.compile("(?s)(.*)\\(([^\\s()]+)\\)\\s*");
  private static final Pattern ALTERNATIVES = Pattern.compile("\\{[^}]*/[^}]*\\}");

  private final PairForm form;
  private final Rows<TextPair> rows;

  private TextById(PairForm form, Rows<TextPair> rows) {
    this.form = form;
    this.rows = rows;
  }

  private record Text(String id, String text, int line) {}

  /**
   * Adds the pairs in the order of the references. An id that comes again in a file, or in one file
   * alone, is a bad row.
   */
  static void pair(
      PairForm form, NumberedLines references, NumberedLines hypotheses, Rows<TextPair> rows) {
    new TextById(form, rows).pair(references, hypotheses);
  }

  private void pair(NumberedLines references, NumberedLines hypotheses) {
    Map<String, Text> said = byId(references);
    Map<String, Text> heard = byId(hypotheses);
    for (Text text : said.values()) {
      Text other = heard.get(text.id());
      if (other == null) {
        bad(references, text, "has no hypothesis in " + hypotheses.file());
      } else {
        add(references, text, other);
      }
    }
    heard.values().stream()
        .filter(text -> !said.containsKey(text.id()))
        .forEach(text -> bad(hypotheses, text, "has no reference in " + references.file()));
  }

  private void add(NumberedLines references, Text said, Text heard) {
    try {
      rows.add(new TextPair(said.id(), said.text(), heard.text(), said.line()));
    } catch (BadRowException e) {
      rows.bad(references.place(said.line()), e.getMessage());
    }
  }

  private void bad(NumberedLines file, Text text, String problem) {
    rows.bad(file.place(text.line()), "\"" + Quotation.of(text.id()) + "\" " + problem);
  }

  private Map<String, Text> byId(NumberedLines file) {
    Map<String, Text> byId = new LinkedHashMap<>();
    for (int i = 0; i < file.lines().size(); i++) {
      int line = i + 1;
      String written = file.lines().get(i).orElse("");
      if (written.isBlank() || (form == PairForm.TRN && written.startsWith(COMMENT))) {
        continue;
      }
      try {
        Text text = form == PairForm.TRN ? trn(written, line) : kaldi(written, line);
        Text earlier = byId.putIfAbsent(text.id(), text);
        if (earlier != null) {
          bad(file, text, "was in line " + earlier.line() + " already");
        }
      } catch (BadRowException e) {
        rows.bad(file.place(line), e.getMessage());
      }
    }
    return byId;
  }

  private static Text kaldi(String line, int number) {
    String[] parts = line.strip().split("\\s+", 2);
    return new Text(parts[0], parts.length == 1 ? "" : parts[1], number);
  }

  private static Text trn(String line, int number) throws BadRowException {
    Matcher parts = TRN.matcher(line);
    if (!parts.matches()) {
      throw new BadRowException("expected a text and (id), found " + Quotation.of(line));
    }
    if (ALTERNATIVES.matcher(parts.group(1)).find()) {
      throw new BadRowException(
          "expected one text, found alternatives {a / b}: "
              + Quotation.of(line)
              + "; keep one of them");
    }
    return new Text(parts.group(2), parts.group(1).strip(), number);
  }
}
