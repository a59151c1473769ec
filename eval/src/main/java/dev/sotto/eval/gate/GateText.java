package dev.sotto.eval.gate;

import dev.sotto.eval.report.Markdown;
import dev.sotto.eval.report.Table;
import java.util.ArrayList;
import java.util.List;

/** A gate's report for people. */
public final class GateText {
  /** By this a program finds the comment that it wrote before. */
  private static final String MARKER = "<!-- sotto-gate -->";

  private GateText() {}

  /** Lines for a terminal, each ended by a line feed. */
  public static String plain(GateReport report) {
    return "%s\n%s\n%s.\n%s\n"
        .formatted(
            GateTables.figures(report).toPlainText(),
            GateTables.checks(report).toPlainText(),
            report.decision().explanation(),
            answer(report));
  }

  /** GitHub's Markdown, for a comment on a pull request. */
  public static String markdown(GateReport report) {
    List<String> parts = new ArrayList<>();
    parts.add(MARKER + "\n## Speech gate: " + answer(report) + "\n");
    parts.add("**" + headline(report) + ".** " + told(report.decision().explanation()));
    report.checks().stream()
        .skip(1)
        .filter(check -> !report.passes(check))
        .forEach(check -> parts.add("**" + check.name() + ".** " + told(check.explanation())));
    parts.add(GateTables.checks(report).toMarkdown());
    for (String warning : report.warnings()) {
      parts.add("Warning: " + told(warning));
    }
    parts.add(folded("Figures", GateTables.figures(report)));
    if (!report.mostWorsened().isEmpty()) {
      parts.add(folded("Utterances that lost most", GateTables.worsened(report)));
    }
    return String.join("\n", parts);
  }

  private static String answer(GateReport report) {
    return report.passes() ? "passed" : "not passed";
  }

  private static String headline(GateReport report) {
    return switch (report.decision().verdict()) {
      case UNCHANGED -> "Unchanged";
      case NON_INFERIOR -> "Not worse";
      case WORSE -> "Worse";
      case UNDECIDED -> "Too little data to say";
    };
  }

  private static String told(String explanation) {
    return Markdown.text(explanation) + ".\n";
  }

  private static String folded(String title, Table table) {
    return "<details><summary>" + title + "</summary>\n\n" + table.toMarkdown() + "\n</details>\n";
  }
}
