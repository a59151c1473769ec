package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * How an exporter spells files and values stands in its layout and in what builds exports of that
 * layout: all else asks for ports and parts.
 */
class ExporterNamesTest {
  private static final List<String> NAMES =
      List.of(
          "encoder_model",
          "decoder_model",
          "decoder_with_past",
          "past_key_values",
          "present.",
          "input_features",
          "input_ids",
          "encoder_hidden_states",
          "last_hidden_state",
          "use_cache_branch",
          "cache_position");

  private static final String LAYOUTS = "dev.sotto.models.export.";
  private static final String BUILDER = "dev.sotto.models.build";

  @Test
  void namesOfAnExporterStandInItsLayoutAlone() throws IOException {
    Set<String> strangers = new TreeSet<>();
    Map<String, Set<String>> homes = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.sotto")) {
      String home = type.getPackageName();
      for (String text : texts(type)) {
        for (String name : NAMES) {
          if (text.contains(name) && home.startsWith(LAYOUTS)) {
            homes.computeIfAbsent(home, key -> new TreeSet<>()).add(name);
          } else if (text.contains(name) && !home.equals(BUILDER)) {
            strangers.add(type.getName() + ": \"" + text + "\"");
          }
        }
      }
    }
    assertEquals(Set.of(), strangers);
    // Had the search failed to find what is there, it would find nothing elsewhere either.
    assertEquals(Map.of("dev.sotto.models.export.optimum", new TreeSet<>(NAMES)), homes);
  }

  /** The texts that a class holds as constants, those that it takes from others included. */
  private static Set<String> texts(JavaClass type) throws IOException {
    Map<Integer, String> utf8 = new TreeMap<>();
    Set<Integer> constants = new HashSet<>();
    try (DataInputStream file =
        new DataInputStream(type.getSource().orElseThrow().getUri().toURL().openStream())) {
      file.skipNBytes(8);
      int count = file.readUnsignedShort();
      for (int index = 1; index < count; index++) {
        int tag = file.readUnsignedByte();
        switch (tag) {
          case 1 -> utf8.put(index, file.readUTF());
          case 8 -> constants.add(file.readUnsignedShort());
          case 7, 16, 19, 20 -> file.skipNBytes(2);
          case 15 -> file.skipNBytes(3);
          case 5, 6 -> {
            file.skipNBytes(8);
            index++;
          }
          default -> file.skipNBytes(4);
        }
      }
    }
    Set<String> texts = new TreeSet<>();
    constants.forEach(index -> texts.add(utf8.get(index)));
    return texts;
  }
}
