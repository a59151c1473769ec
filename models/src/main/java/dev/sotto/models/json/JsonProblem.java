package dev.sotto.models.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says what is wrong with a text that is no JSON. The parser speaks to programmers, of its source,
 * its settings and codes of characters; only what it found is taken from it.
 */
final class JsonProblem {
  private static final Pattern CHARACTER =
      Pattern.compile("^Unexpected character \\(.*?\\(?code (\\d+)");
  private static final Pattern CONTROL =
      Pattern.compile("^Illegal unquoted character \\(\\(CTRL-CHAR, code (\\d+)");
  private static final Pattern WORD = Pattern.compile("(?s)^Unrecognized token '(.*?)'");
  private static final Pattern TWICE = Pattern.compile("(?s)^Duplicate field '(.*?)' for ");
  private static final int LONGEST_WORD = 40;
  private static final int FIRST_PRINTABLE = 0x21;
  private static final int LAST_ASCII = 0x7e;

  private JsonProblem() {}

  /** The problem with its line and column, both counted from 1. */
  static String of(JsonProcessingException e) {
    JsonLocation place = e.getLocation();
    return place == null
        ? "not valid JSON: " + problem(e)
        : "not valid JSON at line %s, column %s: %s"
            .formatted(place.getLineNr(), place.getColumnNr(), problem(e));
  }

  /** The problem alone, of text that is one line of many. */
  static String inLine(JsonProcessingException e) {
    return of(e).replaceFirst(" at line 1, column \\d+", "");
  }

  private static String problem(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (e instanceof JsonEOFException || message.startsWith("Unexpected end-of-input")) {
      return "it ends too early";
    }
    if (e instanceof StreamConstraintsException) {
      return "nested too deep, or a name, number or text that is too long";
    }
    if (message.startsWith("Trailing token")) {
      return "something follows after its end";
    }
    if (message.startsWith("Invalid UTF-8")) {
      return "not UTF-8";
    }
    Matcher found = CHARACTER.matcher(message);
    if (found.find()) {
      return "unexpected " + shown(Integer.parseInt(found.group(1)));
    }
    found = CONTROL.matcher(message);
    if (found.find()) {
      return shown(Integer.parseInt(found.group(1))) + " inside a text; expected an escape";
    }
    found = WORD.matcher(message);
    if (found.find()) {
      return "unexpected \"" + cut(found.group(1)) + "\"";
    }
    found = TWICE.matcher(message);
    if (found.find()) {
      return "\"" + cut(found.group(1)) + "\" stands twice in one object";
    }
    return "no JSON from here on";
  }

  private static String shown(int character) {
    return character >= FIRST_PRINTABLE && character <= LAST_ASCII
        ? "'" + Character.toString(character) + "'"
        : "character U+"
            + Integer.toHexString(0x10000 | character).substring(1).toUpperCase(Locale.ROOT);
  }

  private static String cut(String word) {
    return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "...";
  }
}
