package dev.sotto.models.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Optional;

/**
 * Records as JSON, with a field for each component in their order: equal records give equal JSON.
 */
public final class JsonRecords {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new SimpleModule().addSerializer(Optional.class, new OfOptional()));

  private JsonRecords() {}

  /** What is there, or null. */
  @SuppressWarnings("rawtypes")
  private static final class OfOptional extends JsonSerializer<Optional> {
    @Override
    public void serialize(Optional value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.isPresent() ? value.get() : null, json);
    }
  }

  /** The JSON of a record, whose components may be records, texts, numbers, lists, maps or JSON. */
  public static JsonNode write(Object record) {
    return MAPPER.valueToTree(record);
  }

  /**
   * Reads what {@link #write} made of a record without optional components.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static <R extends Record> R read(JsonNode json, Class<R> type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }
}
