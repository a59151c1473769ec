package dev.sotto.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {
  /** What stands as code, by CommonMark's rule: as many backticks behind as in front. */
  private static final Pattern CODE = Pattern.compile("(?<!`)(`+)(?!`)(.+?)(?<!`)\\1(?!`)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@octocat",
        "@org/team",
        "models/@octocat",
        "(@octocat)",
        "#1",
        "org/repo#1",
        "GH-1",
        "ABC-12",
        "!7",
        "https://evil.example/x",
        "HTTP://evil.example",
        "www.evil.example",
        "ftp://evil.example",
        "a@evil.example",
        "mailto:a@evil.example",
        "//evil.example",
        "81c29b332b3eec0a99fc1352d7260fa03da4c2e1",
        "81c29b3",
        "org/repo@81c29b3",
        ":tada:",
        "$x$",
        "![i](https://evil.example/i.png)",
        "src=https://evil.example/i.png>"
      })
  void whatAHostWouldLinkIsCode(String name) {
    for (String text : new String[] {name, "name " + name + " of", "`" + name + "`", name + "`"}) {
      String outside = CODE.matcher(Markdown.text(text)).replaceAll("");
      assertFalse(
          Pattern.compile("[@#$!]|:/|www|[0-9a-f]{7}|:tada:|GH-|ABC-|evil").matcher(outside).find(),
          () -> text + " became " + Markdown.text(text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        "plain words, 3.5 %.^plain words, 3.5 %.",
        "a_b^a\\_b",
        "<img^\\<img",
        "[x](y)^\\[x\\](y)",
        "a|b^a&#124;b",
        "@a|b@c^`@a`&#124;`b@c`",
        "@a`b^``@a`b``",
        "seen (@a),^seen (`@a`),",
        "# head^\\# head",
        "- item^\\- item",
        "p < 0.0001^p \\< 0.0001"
      })
  void theRestIsEscaped(String text, String markdown) {
    assertEquals(markdown, Markdown.text(text));
  }

  @Test
  void allStandsOnOneLineInTheOrderInWhichItIsWritten() {
    assertEquals("a b c", Markdown.text("a\n\nb\u202ec"));
    assertEquals("", Markdown.text(""));
  }

  @Test
  void aTableHoldsNamesAsTheyAre() {
    Table table = new Table(List.of("name", "b"), List.of(List.of("x|@y", "1")), List.of("of @z"));
    assertEquals(
        "| name | b |\n|---|---:|\n| `x`&#124;`@y` | 1 |\n\nof `@z`\n", table.toMarkdown());
  }
}
