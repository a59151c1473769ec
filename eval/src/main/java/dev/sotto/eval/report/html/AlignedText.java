package dev.sotto.eval.report.html;

import dev.sotto.eval.wer.Alignment;
import dev.sotto.eval.wer.Edit;
import dev.sotto.eval.wer.Edit.Kind;
import dev.sotto.eval.wer.Measure;
import java.util.List;

/**
 * What was said and what was heard as one text: wrong words struck out with those heard after them,
 * missing words struck out, words that nobody said underlined.
 */
final class AlignedText {
  /** A model that repeats itself would fill the page; the rest of such a run is counted. */
  private static final int LONGEST_RUN = 24;

  private static final int SHOWN_OF_A_LONG_RUN = 16;

  private final HtmlWriter html;
  private final Measure measure;
  private final Alignment alignment;

  private AlignedText(HtmlWriter html, Measure measure, Alignment alignment) {
    this.html = html;
    this.measure = measure;
    this.alignment = alignment;
  }

  /**
   * Writes an alignment.
   *
   * @param measure whose units are aligned: words have spaces between them
   */
  static void write(HtmlWriter html, Measure measure, Alignment alignment) {
    new AlignedText(html, measure, alignment).write();
  }

  private void write() {
    html.open("p", "class", "alignment", "dir", "auto");
    if (alignment.edits().isEmpty()) {
      html.element("span", "nothing said, nothing heard", "class", "empty");
    }
    List<Edit> edits = alignment.edits();
    int start = 0;
    for (int end = 1; end <= edits.size(); end++) {
      if (end == edits.size() || edits.get(end).kind() != edits.get(start).kind()) {
        run(edits.subList(start, end));
        start = end;
      }
    }
    html.close();
  }

  private void run(List<Edit> run) {
    Kind kind = run.get(0).kind();
    boolean cut = run.size() > LONGEST_RUN && (kind == Kind.INSERTION || kind == Kind.DELETION);
    int shown = cut ? SHOWN_OF_A_LONG_RUN : run.size();
    run.subList(0, shown).forEach(this::unit);
    if (cut) {
      String what = kind == Kind.INSERTION ? "inserted" : "deleted";
      String rest =
          "\u2026 " + Numbers.counted(run.size() - shown, "more " + measure.unit()) + " " + what;
      html.element("span", rest, "class", "more").text(gap());
    }
  }

  private void unit(Edit edit) {
    switch (edit.kind()) {
      case HIT -> html.text(said(edit));
      case SUBSTITUTION ->
          html.open("span", "class", "s")
              .element("del", said(edit))
              .text(gap())
              .element("ins", heard(edit))
              .close();
      case DELETION -> html.element("del", said(edit), "class", "d");
      case INSERTION -> html.element("ins", heard(edit), "class", "i");
    }
    html.text(gap());
  }

  private String gap() {
    return measure == Measure.CHARACTERS ? "" : " ";
  }

  private String said(Edit edit) {
    return alignment.reference().get(edit.referenceIndex());
  }

  private String heard(Edit edit) {
    return alignment.hypothesis().get(edit.hypothesisIndex());
  }
}
