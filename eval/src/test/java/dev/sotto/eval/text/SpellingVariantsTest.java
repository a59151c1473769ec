package dev.sotto.eval.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpellingVariantsTest {
  @Test
  void theListExpandsToExactlyTheWordsThatWhisperRewrites() throws IOException {
    Map<String, String> expected =
        new ObjectMapper()
            .readValue(
                SharedFiles.shared("whisper/assets/english.json").toFile(),
                new TypeReference<TreeMap<String, String>>() {});
    assertEquals(expected, new TreeMap<>(SpellingVariants.load()));
  }

  @Test
  void eachStemTakesEveryEndingOfItsFamilyAndItsOwn() {
    assertEquals(
        Map.of(
            "labour", "labor",
            "labours", "labors",
            "arbour", "arbor",
            "arbours", "arbors",
            "labourer", "laborer"),
        SpellingVariants.expand(List.of("# nouns", "our > or : - s", "  arb", "  lab + er")));
  }

  @Test
  void aFamilyWithoutStemsAndEndingsIsOneWord() {
    assertEquals(Map.of("tyre", "tire"), SpellingVariants.expand(List.of("tyre > tire")));
  }

  @Test
  void anEndingAndASideMayBeEmpty() {
    assertEquals(
        Map.of("travelled", "traveled", "fibre", "fiber", "fibres", "fibers"),
        SpellingVariants.expand(
            List.of("l > - : ed", "  travel", "", "br > ber : e>- es>s", "  fi")));
  }

  @Test
  void aWordListedTwiceIsRefused() {
    List<String> lines = List.of("tyre > tire", "tyre > tyer");
    assertThrows(IllegalStateException.class, () -> SpellingVariants.expand(lines));
  }
}
