package dev.sotto.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Plain text as GitHub's Markdown shows it. Names of files, models and utterances come from others,
 * and in a comment on a pull request they must neither become markup nor reach anybody: GitHub
 * looks for {@code @user}, {@code #1}, {@code org/repo#1}, commits and addresses in what is shown,
 * so that a backslash does not keep them from it. It leaves code alone; so what it would find
 * stands as code.
 */
public final class Markdown {
  /** Within a table or not, this is a bar that ends no cell. */
  private static final String BAR = "&#124;";

  /** What makes a heading, a list or a line of the paragraph that it begins. */
  private static final Pattern MARKER = Pattern.compile("#+|[+=-]+");

  private static final Pattern WORD = Pattern.compile("\\S+");

  /** Control characters, and those that turn the direction of what follows. */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  /** What hosts of repositories make links or pictures of, in a word. */
  private static final Pattern ACTIVE =
      Pattern.compile(
          // Users, issues, pull requests, labels, formulas.
          "[@#!~%$&][\\p{L}\\p{N}_{(\"]|\\$"
              // Addresses.
              + "|\\p{L}[\\p{L}\\p{N}+.-]*:[^\\s]*[/@]|(?i:\\bwww\\.)|//"
              // Commits, and keys of issues such as GH-1.
              + "|(?<![\\p{L}\\p{N}])[0-9a-fA-F]{7,64}(?![\\p{L}\\p{N}])|\\b[A-Za-z][A-Za-z0-9_]*-[0-9]+\\b"
              // Emoji by name.
              + "|:[A-Za-z0-9_+-]+:");

  private Markdown() {}

  /** Text that is shown as it is, in a paragraph or in the cell of a table, on one line. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder();
    Matcher words = WORD.matcher(UNSEEN.matcher(text).replaceAll(" "));
    int end = 0;
    while (words.find()) {
      boolean marker = end == 0 && MARKER.matcher(words.group()).matches();
      out.append(end < words.start() ? " " : "")
          .append(marker ? "\\" : "")
          .append(word(words.group()));
      end = words.end();
    }
    return out.toString();
  }

  /** Text as code, which is never read as anything else; nothing for an empty one. */
  public static String code(String text) {
    String line = UNSEEN.matcher(text).replaceAll(" ");
    List<String> parts = new ArrayList<>();
    for (String part : line.split("\\|", -1)) {
      parts.add(part.isEmpty() ? "" : fenced(part));
    }
    return String.join(BAR, parts);
  }

  /** Punctuation around a word stays outside of it, so that a sentence still reads as one. */
  private static String word(String word) {
    if (!ACTIVE.matcher(word).find()) {
      return escaped(word);
    }
    Matcher trimmed = Pattern.compile("([(\"]*)(.*?)([)\",;.:]*)").matcher(word);
    return trimmed.matches() && !trimmed.group(2).isEmpty()
        ? trimmed.group(1) + code(trimmed.group(2)) + trimmed.group(3)
        : code(word);
  }

  private static String escaped(String word) {
    return word.replaceAll("([\\\\<>*_`\\[\\]~&])", "\\\\$1").replace("|", BAR);
  }

  /** Between more backticks than stand in it in a row. */
  private static String fenced(String text) {
    int longest =
        Pattern.compile("`+")
            .matcher(text)
            .results()
            .mapToInt(run -> run.group().length())
            .max()
            .orElse(0);
    String fence = "`".repeat(longest + 1);
    String pad = text.startsWith("`") || text.endsWith("`") || text.isBlank() ? " " : "";
    return fence + pad + text + pad + fence;
  }

  /** The lines of a table: its header, then its rows, all of plain text. */
  static List<String> table(List<String> header, List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(row(header));
    lines.add("|---" + "|---:".repeat(header.size() - 1) + "|");
    rows.forEach(cells -> lines.add(row(cells)));
    return lines;
  }

  private static String row(List<String> cells) {
    return cells.stream().map(Markdown::text).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
