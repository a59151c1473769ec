package dev.sotto.eval.report.html;

import dev.sotto.eval.report.Table;
import java.util.List;
import java.util.Objects;

/**
 * A section of a page that other parts of Sotto contribute: findings in words, then tables, of
 * which the first is unfolded.
 *
 * @param id anchor, unlike that of any other section
 * @param findings sentences, the most important first
 */
public record Appendix(String id, String heading, List<String> findings, List<Table> tables) {
  public Appendix {
    Objects.requireNonNull(id);
    Objects.requireNonNull(heading);
    findings = List.copyOf(findings);
    tables = List.copyOf(tables);
  }
}
