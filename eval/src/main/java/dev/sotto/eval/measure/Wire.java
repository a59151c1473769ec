package dev.sotto.eval.measure;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sotto.runtime.session.Device;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What parent and child, both of one version of Sotto, tell each other: records as Jackson writes
 * them, each on a line. Paths become absolute, as the child runs in another folder.
 */
final class Wire {
  private static final SimpleModule TYPES = new SimpleModule();

  static {
    map(Device.class, String.class, Device::key, Device::of, null);
    map(
        OptionalInt.class,
        Integer.class,
        some -> some.isPresent() ? some.getAsInt() : null,
        OptionalInt::of,
        OptionalInt.empty());
    map(
        OptionalLong.class,
        Long.class,
        some -> some.isPresent() ? some.getAsLong() : null,
        OptionalLong::of,
        OptionalLong.empty());
    map(
        OptionalDouble.class,
        Double.class,
        some -> some.isPresent() ? some.getAsDouble() : null,
        OptionalDouble::of,
        OptionalDouble.empty());
    TYPES.addSerializer(Optional.class, written(Wire::content));
    TYPES.addDeserializer(Optional.class, new OptionalReader(null));
  }

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .registerModule(TYPES);

  private Wire() {}

  private static Object content(Optional<?> some) {
    return some.orElse(null);
  }

  static String write(Object record) throws IOException {
    return MAPPER.writeValueAsString(record);
  }

  static <T> T read(String line, Class<T> type) throws IOException {
    return MAPPER.readValue(line, type);
  }

  /** Has {@code type} written and read as {@code other}, null meaning {@code none}. */
  private static <T, O> void map(
      Class<T> type, Class<O> other, Function<T, O> write, Function<O, T> read, T none) {
    TYPES.addSerializer(type, written(write));
    TYPES.addDeserializer(
        type,
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return read.apply(context.readValue(json, other));
          }

          @Override
          public T getNullValue(DeserializationContext context) {
            return none;
          }
        });
  }

  private static <T> JsonSerializer<T> written(Function<T, ?> write) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider provider)
          throws IOException {
        provider.defaultSerializeValue(write.apply(value), json);
      }
    };
  }

  private static final class OptionalReader extends JsonDeserializer<Optional<?>>
      implements ContextualDeserializer {
    private final JavaType content;

    OptionalReader(JavaType content) {
      this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, BeanProperty property) {
      return new OptionalReader(context.getContextualType().containedType(0));
    }

    @Override
    public Optional<?> deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return Optional.of(context.readValue(json, content));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }
}
