package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.repair.Repair;
import dev.sotto.compressor.repair.Repairs;
import dev.sotto.compressor.train.proximal.PenaltyForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/methods.md has all methods that can be named. */
class MethodsDocumentationTest {
  private static List<String> lines(String document) throws IOException {
    return Files.readAllLines(Path.of("..", "docs", document));
  }

  @Test
  void everyScoreHasItsSectionWithCostAndUse() throws IOException {
    List<String> lines = lines("methods.md");
    for (Saliency saliency : Saliencies.ALL) {
      int heading = lines.indexOf("### " + Saliencies.name(saliency));
      assertTrue(heading > 0, Saliencies.name(saliency));
      List<String> section =
          lines.stream().skip(heading + 1L).takeWhile(line -> !line.startsWith("#")).toList();
      assertTrue(section.stream().anyMatch(line -> line.startsWith("- Cost: ")), section::toString);
      assertTrue(
          section.stream().anyMatch(line -> line.startsWith("- Use it ")), section::toString);
    }
  }

  @Test
  void everyMethodHasOneMeasuredRow() throws IOException {
    List<String> lines = lines("methods.md");
    List<String> measured = lines.subList(lines.indexOf("## Measured"), lines.size());
    Stream.of(
            Saliencies.ALL.stream().map(Saliencies::name),
            Repairs.ALL.stream().map(Repair::name),
            Arrays.stream(PenaltyForm.values()).map(form -> form.name().toLowerCase(Locale.ROOT)),
            Stream.of("adamw", "adabayes", "adabayes-fp"))
        .flatMap(names -> names)
        .forEach(
            name ->
                assertEquals(
                    1,
                    measured.stream().filter(line -> line.startsWith("| `" + name + "`")).count(),
                    name));
  }

  @Test
  void theManualNamesEveryScore() throws IOException {
    String row =
        lines("compressing.md").stream()
            .filter(line -> line.startsWith("| `--score"))
            .findFirst()
            .orElseThrow();
    Saliencies.ALL.forEach(
        saliency -> assertTrue(row.contains("`" + Saliencies.name(saliency) + "`"), row));
  }
}
