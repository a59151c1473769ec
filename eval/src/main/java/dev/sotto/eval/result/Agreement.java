package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Whether a result agrees with itself: it states much that follows from its own utterances and
 * measurements, and whoever reads the file may look at that alone.
 */
final class Agreement {
  private final ResultFields fields;

  Agreement(ResultFields fields) {
    this.fields = fields;
  }

  /**
   * Compares what was found in a file with what would be written of what was read from it. The list
   * of utterances is left out, and so is what the file holds beyond a result.
   *
   * @throws dev.sotto.models.SottoException if a field differs
   */
  void check(EvalResult read, JsonNode found) {
    ObjectNode written = EvalJson.withoutUtterances(read);
    written.remove(EvalJson.UTTERANCES);
    check("", written, found);
  }

  private void check(String place, JsonNode written, JsonNode found) {
    if (written.isObject() && found.isObject()) {
      for (Map.Entry<String, JsonNode> field : written.properties()) {
        String name = place.isEmpty() ? field.getKey() : place + "." + field.getKey();
        check(name, field.getValue(), found.path(field.getKey()));
      }
      return;
    }
    if (written.isArray() && found.isArray() && written.size() == found.size()) {
      for (int i = 0; i < written.size(); i++) {
        check(place + "[" + i + "]", written.get(i), found.get(i));
      }
      return;
    }
    if (!isSame(written, found)) {
      throw fields.contradicts(place, written);
    }
  }

  /** A whole number may have been read into a type of another size. */
  private static boolean isSame(JsonNode written, JsonNode found) {
    if (written.isNumber() && found.isNumber()) {
      return written.decimalValue().compareTo(found.decimalValue()) == 0;
    }
    return written.equals(found);
  }
}
