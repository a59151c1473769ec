package dev.sotto.eval.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes markup that is well-formed XML as well as HTML. Texts and attribute values are escaped;
 * characters that neither language allows become U+FFFD. Names of elements and attributes are the
 * program's own.
 */
final class HtmlWriter {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
  private static final Set<String> INLINE =
      Set.of("a", "bdi", "code", "del", "ins", "span", "small", "strong");
  private static final String ENDS_OF_PARTS = "/_-";
  private static final int REPLACEMENT = 0xFFFD;

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  HtmlWriter() {
    this("<!DOCTYPE html>\n");
  }

  private HtmlWriter(String start) {
    out.append(start);
  }

  /** A writer of a document that is XML alone. */
  static HtmlWriter ofXml() {
    return new HtmlWriter("");
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values in turns
   */
  HtmlWriter open(String name, String... attributes) {
    tag(name, attributes);
    out.append('>');
    open.push(name);
    return this;
  }

  /** Closes the element that was opened last and not closed yet. */
  HtmlWriter close() {
    String name = open.pop();
    out.append("</").append(name).append('>');
    if (!INLINE.contains(name)) {
      out.append('\n');
    }
    return this;
  }

  /** An element that holds text alone. */
  HtmlWriter element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  /** A remark. */
  HtmlWriter note(String text) {
    return element("p", text, "class", "note");
  }

  /** A remark on what the page does not show. */
  HtmlWriter missing(String text) {
    return element("p", text, "class", "note missing");
  }

  /** A remark on what the page does not show of {@code model}, behind its name. */
  HtmlWriter missing(String model, String text) {
    return open("p", "class", "note missing").element("bdi", model).text(text).close();
  }

  /** An element that holds nothing: one that HTML knows as void, or a shape of SVG. */
  HtmlWriter empty(String name, String... attributes) {
    tag(name, attributes);
    out.append("/>");
    return this;
  }

  HtmlWriter text(String text) {
    escape(text);
    return this;
  }

  /** The name of a file, which may be broken where its parts end rather than anywhere. */
  HtmlWriter path(String path) {
    int start = 0;
    for (int end = 1; end < path.length(); end++) {
      if (ENDS_OF_PARTS.indexOf(path.charAt(end - 1)) >= 0) {
        text(path.substring(start, end)).empty("wbr");
        start = end;
      }
    }
    return text(path.substring(start));
  }

  /** The style sheet, in which neither language would read an escape the same way. */
  HtmlWriter style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalArgumentException("expected a style sheet without markup");
    }
    open("style");
    out.append(css);
    return close();
  }

  /** The whole text; every element must be closed. */
  String finish() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("expected all elements to be closed, found open " + open);
    }
    return out.toString();
  }

  private void tag(String name, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException(name + ": expected names and values in turns");
    }
    out.append('<').append(checked(name));
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(checked(attributes[i])).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("expected a name of markup, received " + name);
    }
    return name;
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int codePoint) {
    switch (codePoint) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      case '\n', '\t' -> out.append((char) codePoint);
      default -> out.appendCodePoint(isAllowed(codePoint) ? codePoint : REPLACEMENT);
    }
  }

  /** What both HTML and XML allow: no controls, no halves of a pair, no noncharacters. */
  private static boolean isAllowed(int codePoint) {
    int type = Character.getType(codePoint);
    boolean nonCharacter =
        (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    return type != Character.CONTROL && type != Character.SURROGATE && !nonCharacter;
  }
}
