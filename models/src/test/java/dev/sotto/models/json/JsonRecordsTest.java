package dev.sotto.models.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonRecordsTest {
  record Inner(int number, List<String> texts) {}

  record Outer(String name, Inner inner, Map<String, Double> numbers) {}

  record Open(Optional<Inner> inner, Optional<String> text) {}

  @Test
  void aRecordIsItsComponentsInTheirOrder() {
    Outer record = new Outer("a", new Inner(3, List.of("x", "y")), Map.of("b", 0.5));
    String json =
        "{\"name\":\"a\",\"inner\":{\"number\":3,\"texts\":[\"x\",\"y\"]},\"numbers\":{\"b\":0.5}}";
    assertEquals(json, JsonRecords.write(record).toString());
    assertEquals(record, JsonRecords.read(JsonFiles.parseLine(json), Outer.class));
  }

  @Test
  void whatIsNotThereIsNull() {
    assertEquals(
        "{\"inner\":{\"number\":1,\"texts\":[]},\"text\":null}",
        JsonRecords.write(new Open(Optional.of(new Inner(1, List.of())), Optional.empty()))
            .toString());
  }

  @Test
  void somethingElseIsRefused() {
    for (String other : List.of("{\"number\": \"many\"}", "[]", "{\"other\": 1}")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> JsonRecords.read(JsonFiles.parseLine(other), Inner.class),
          other);
    }
  }
}
