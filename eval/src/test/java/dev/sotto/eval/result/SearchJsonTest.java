package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FallbackRule;
import dev.sotto.runtime.decode.Prompting;
import dev.sotto.runtime.decode.SearchOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SearchJsonTest {
  private static final DecodingOptions DEFAULTS = DecodingOptions.defaults();

  private static final List<DecodingOptions> ALL =
      List.of(
          DEFAULTS,
          DEFAULTS.withFallback(FallbackRule.off()),
          DEFAULTS.withFallback(
              new FallbackRule(true, OptionalDouble.empty(), OptionalDouble.of(-2))),
          DEFAULTS.withFallback(
              new FallbackRule(true, OptionalDouble.of(3), OptionalDouble.empty())),
          DEFAULTS.withSearch(SearchOptions.greedy().withBeams(5)),
          DEFAULTS.withSearch(new SearchOptions(5, 2, OptionalDouble.of(0.5), 0, 1, 9)),
          DEFAULTS.withSearch(new SearchOptions(1, 1, OptionalDouble.empty(), 0.4, 3, 1L << 40)),
          DEFAULTS.withPrompting(new Prompting(Optional.of("So."), Optional.of("Sotto"), false)),
          DEFAULTS.withPrompting(Prompting.none().withTimestamps()));

  private static ObjectNode json(DecodingOptions decoding) {
    ObjectNode json = JsonFiles.newObject();
    SettingsJson.write(json, EvaluationSettings.defaults().withDecoding(decoding));
    return JsonFiles.parseObject(Path.of("a.json"), JsonFiles.write(json));
  }

  @Test
  void whatWasWrittenIsRead() {
    ResultFields fields = new ResultFields(Path.of("a.json"));
    for (DecodingOptions decoding : ALL) {
      ObjectNode json = json(decoding);
      assertEquals(decoding.search(), SearchJson.search(fields, json));
      assertEquals(decoding.fallback(), SearchJson.fallback(fields, json));
      assertEquals(decoding.prompting(), SearchJson.prompting(fields, json));
    }
  }

  @Test
  void noTwoWaysToDecodeLookAlike() {
    for (DecodingOptions one : ALL) {
      for (DecodingOptions other : ALL) {
        if (!one.equals(other)) {
          assertNotEquals(json(one), json(other));
        }
      }
    }
  }
}
