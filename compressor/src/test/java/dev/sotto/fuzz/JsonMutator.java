package dev.sotto.fuzz;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Damages JSON that stays JSON, most of the time: other types, keys that go or come twice, depth.
 */
final class JsonMutator {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Stands for more brackets than the library writes. */
  private static final String DEEP = "[deep]";

  private static final int WRITABLE_DEPTH = 900;
  private static final int DEPTH = 100_000;
  private static final String[] RAW = {
    "1e400",
    "-1e400",
    "1e-400",
    "123456789012345678901234567890",
    "NaN",
    "0x10",
    "1.0",
    "-0",
    "\"\\ud800\""
  };

  private JsonMutator() {}

  static byte[] mutate(byte[] source, Random random) {
    try {
      JsonNode tree = MAPPER.readTree(source);
      if (random.nextInt(12) == 0 || !tree.isContainerNode()) {
        return ByteMutator.mutate(source, random);
      }
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        once(tree, random);
      }
      String text = MAPPER.writeValueAsString(tree);
      return (random.nextInt(20) == 0 ? doubled(text, random) : text)
          .replace("\"" + DEEP + "\"", "[".repeat(DEPTH) + "]".repeat(DEPTH))
          .getBytes(StandardCharsets.UTF_8);
    } catch (StreamConstraintsException e) {
      // A tree put into itself can be deeper than the writer writes.
      return ByteMutator.mutate(source, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With one of its keys given twice. */
  private static String doubled(String text, Random random) {
    int key = text.indexOf("{\"", random.nextInt(text.length()));
    int end = key < 0 ? -1 : text.indexOf("\":", key);
    return end < 0 ? text : text.substring(0, end) + "\":1," + text.substring(key + 1);
  }

  private static void once(JsonNode tree, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    JsonNode chosen = containers.get(random.nextInt(containers.size()));
    if (chosen instanceof ObjectNode object && !object.isEmpty()) {
      List<String> keys = new ArrayList<>();
      object.fieldNames().forEachRemaining(keys::add);
      String key = keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(6)) {
        case 0 -> object.remove(key);
        case 1 -> object.set(other(key, random), object.remove(key));
        case 2 -> object.set(key, object.get(keys.get(random.nextInt(keys.size()))).deepCopy());
        default -> object.set(key, value(object.get(key), random));
      }
    } else if (chosen instanceof ArrayNode array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      switch (random.nextInt(6)) {
        case 0 -> array.remove(index);
        case 1 -> array.insert(index, array.get(random.nextInt(array.size())).deepCopy());
        case 2 -> array.set(index, array.get(random.nextInt(array.size())).deepCopy());
        default -> array.set(index, value(array.get(index), random));
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private static JsonNode value(JsonNode before, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.textNode(other(before.asText(), random));
      case 3 -> NODES.objectNode();
      case 4 -> NODES.arrayNode().add(before.deepCopy());
      case 5 -> NODES.numberNode(Extremes.real(random));
      case 6 -> NODES.rawValueNode(new RawValue(RAW[random.nextInt(RAW.length)]));
      case 7 -> nested(before, random);
      default -> NODES.numberNode(Extremes.whole(before.asLong(), random));
    };
  }

  private static JsonNode nested(JsonNode before, Random random) {
    if (random.nextInt(3) == 0) {
      return NODES.textNode(DEEP);
    }
    JsonNode nested = before;
    for (int depth = random.nextInt(random.nextBoolean() ? 40 : WRITABLE_DEPTH);
        depth > 0;
        depth--) {
      nested = NODES.arrayNode().add(nested);
    }
    return nested;
  }

  private static String other(String text, Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> "";
      case 1 -> text + text;
      case 2 -> text.substring(text.length() / 2);
      case 3 -> "../" + text;
      case 4 -> "\u001b[31m\u202e\u0000" + text;
      case 5 -> "-" + Extremes.whole(1, random);
      default -> "x".repeat(random.nextInt(5000));
    };
  }
}
