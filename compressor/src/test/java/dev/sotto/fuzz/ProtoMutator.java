package dev.sotto.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Damages a protobuf message that stays one: any field of any message in it is dropped, given
 * twice, set to another's value or to an extreme.
 */
final class ProtoMutator {
  private final Random random;
  private final List<Message.Builder> all = new ArrayList<>();
  private final Map<String, List<Message.Builder>> byType = new TreeMap<>();
  private final List<String> texts = new ArrayList<>(List.of("", "x"));

  private ProtoMutator(Random random) {
    this.random = random;
  }

  static byte[] mutate(Message source, Random random) {
    Message.Builder root = source.toBuilder();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      ProtoMutator mutator = new ProtoMutator(random);
      mutator.collect(root);
      mutator.once();
    }
    return root.buildPartial().toByteArray();
  }

  private void collect(Message.Builder builder) {
    all.add(builder);
    byType
        .computeIfAbsent(builder.getDescriptorForType().getFullName(), key -> new ArrayList<>())
        .add(builder);
    for (FieldDescriptor field : builder.getAllFields().keySet()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (field.isRepeated()) {
          for (int index = 0; index < builder.getRepeatedFieldCount(field); index++) {
            collect(builder.getRepeatedFieldBuilder(field, index));
          }
        } else {
          collect(builder.getFieldBuilder(field));
        }
      } else if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
        if (field.isRepeated()) {
          for (int index = 0; index < builder.getRepeatedFieldCount(field); index++) {
            texts.add((String) builder.getRepeatedField(field, index));
          }
        } else {
          texts.add((String) builder.getField(field));
        }
      }
    }
  }

  /** Rare kinds of messages are as likely as frequent ones, every other time. */
  private void once() {
    List<List<Message.Builder>> kinds = new ArrayList<>(byType.values());
    List<Message.Builder> candidates =
        random.nextBoolean() ? all : kinds.get(random.nextInt(kinds.size()));
    Message.Builder builder = candidates.get(random.nextInt(candidates.size()));
    List<FieldDescriptor> set = new ArrayList<>(builder.getAllFields().keySet());
    List<FieldDescriptor> known = builder.getDescriptorForType().getFields();
    FieldDescriptor field =
        set.isEmpty() || random.nextInt(6) == 0
            ? known.get(random.nextInt(known.size()))
            : set.get(random.nextInt(set.size()));
    if (field.isRepeated()) {
      repeated(builder, field);
    } else if (random.nextInt(4) == 0) {
      builder.clearField(field);
    } else if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      builder.setField(field, value(field, builder.getField(field)));
    } else if (!builder.hasField(field)) {
      builder.setField(field, builder.newBuilderForField(field).buildPartial());
    }
  }

  private void repeated(Message.Builder builder, FieldDescriptor field) {
    List<Object> values = new ArrayList<>((List<?>) builder.getField(field));
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (values.isEmpty()) {
      values.add(
          message
              ? builder.newBuilderForField(field).buildPartial()
              : value(field, field.isRepeated() ? null : field.getDefaultValue()));
      builder.setField(field, values);
      return;
    }
    int index = random.nextInt(values.size());
    Object other = values.get(random.nextInt(values.size()));
    switch (random.nextInt(5)) {
      case 0 -> values.remove(index);
      case 1 -> values.add(index, other);
      case 2 -> values.set(index, other);
      case 3 -> values.add(values.remove(index));
      default -> values.set(index, message ? other : value(field, values.get(index)));
    }
    builder.setField(field, values);
  }

  private Object value(FieldDescriptor field, Object before) {
    return switch (field.getJavaType()) {
      case INT -> (int) Extremes.whole(before instanceof Integer number ? number : 0, random);
      case LONG -> Extremes.whole(before instanceof Long number ? number : 0, random);
      case FLOAT -> (float) Extremes.real(random);
      case DOUBLE -> Extremes.real(random);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> texts.get(random.nextInt(texts.size()));
      case BYTE_STRING -> ByteString.copyFrom(bytes(before));
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> throw new IllegalArgumentException("a message is changed field by field");
    };
  }

  private byte[] bytes(Object before) {
    byte[] bytes = before instanceof ByteString held ? held.toByteArray() : new byte[] {1};
    return ByteMutator.mutate(bytes, random);
  }
}
