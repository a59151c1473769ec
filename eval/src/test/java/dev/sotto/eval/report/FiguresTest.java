package dev.sotto.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void unitsFitTheSize() {
    assertEquals("60", Figures.count(60));
    assertEquals("37.2 M", Figures.count(37_184_256));
    assertEquals("999 B", Figures.bytes(999));
    assertEquals("151.3 MB", Figures.bytes(151_325_907));
    assertEquals("42.7 GFLOP", Figures.flops(42_709_493_760.0));
    assertEquals("5.57 ms", Figures.millis(5.571));
    assertEquals("705.1 ms", Figures.millis(705.12));
    assertEquals("10.80 %", Figures.percent(57 / 528.0));
  }

  @Test
  void changesHaveASign() {
    assertEquals("+3.20 points", Figures.points(0.108, 0.14));
    assertEquals("-10.0 %", Figures.change(200, 180));
    assertEquals("-", Figures.change(0, 180));
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
