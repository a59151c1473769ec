package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.eval.report.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormatsTest {
  @Test
  void unitsFitTheSize() {
    assertEquals("60", Formats.count(60));
    assertEquals("37.2 M", Formats.count(37_184_256));
    assertEquals("999 B", Formats.bytes(999));
    assertEquals("151.3 MB", Formats.bytes(151_325_907));
    assertEquals("42.7 GFLOP", Formats.flops(42_709_493_760.0));
    assertEquals("5.57 ms", Formats.millis(5.571));
    assertEquals("705.1 ms", Formats.millis(705.12));
    assertEquals("10.80 %", Formats.percent(57 / 528.0));
  }

  @Test
  void changesHaveASign() {
    assertEquals("+3.20 points", Formats.points(0.108, 0.14));
    assertEquals("-10.0 %", Formats.change(200, 180));
    assertEquals("-", Formats.change(0, 180));
  }

  @Test
  void aTableAlignsItsColumnsAndKeepsItsTextInMarkdown() {
    Table table =
        new Table(
            List.of("", "dense"), List.of(List.of("a", "1"), List.of("b|c", "22")), List.of("*"));
    assertEquals(
        """
             dense
        ---  -----
        a        1
        b|c     22
        *
        """,
        table.toPlainText());
    assertEquals(
        """
        |  | dense |
        |---|---:|
        | a | 1 |
        | b&#124;c | 22 |

        \\*
        """,
        table.toMarkdown());
  }
}
