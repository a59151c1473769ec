package dev.sotto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How large the parts of the product may get before they are to be taken apart. */
class ProportionsTest {
  private static final int LONGEST_FILE = 300;
  private static final int MEDIAN_FILE = 80;
  private static final int FILES_OF_A_PACKAGE = 30;
  private static final int PARAMETERS_OF_A_CONSTRUCTOR = 8;

  /** Lines of every source file of the product. */
  private static final Map<Path, Integer> LINES =
      Stream.of("models", "runtime", "eval", "compressor")
          .map(module -> Path.of("..", module, "src", "main", "java"))
          .flatMap(ProportionsTest::sources)
          .collect(Collectors.toMap(Function.identity(), ProportionsTest::lines));

  @Test
  void allModulesAreMeasured() {
    assertTrue(LINES.size() > 500, "found only " + LINES.size() + " files");
  }

  @Test
  void noFileIsTooLong() {
    List<Path> tooLong =
        LINES.keySet().stream().filter(file -> LINES.get(file) > LONGEST_FILE).sorted().toList();
    assertEquals(List.of(), tooLong);
  }

  @Test
  void mostFilesAreShort() {
    List<Integer> sorted = LINES.values().stream().sorted().toList();
    int median = sorted.get(sorted.size() / 2);
    assertTrue(median < MEDIAN_FILE, "the median file has " + median + " lines");
  }

  @Test
  void noPackageIsACrowd() {
    Map<Path, Long> crowds =
        LINES.keySet().stream()
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    crowds.values().removeIf(files -> files <= FILES_OF_A_PACKAGE);
    assertEquals(Map.of(), crowds);
  }

  @Test
  void noConstructorTakesTooMuch() {
    List<String> greedy =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.sotto")
                .stream()
                .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> parameters(constructor) > PARAMETERS_OF_A_CONSTRUCTOR)
                .map(JavaConstructor::getFullName)
                .sorted()
                .toList();
    assertEquals(List.of(), greedy);
  }

  /** Those that a programmer writes: the compiler adds an outer instance, or an enum's name. */
  private static int parameters(JavaConstructor constructor) {
    JavaClass type = constructor.getOwner();
    boolean inner =
        type.isInnerClass() && !type.getModifiers().contains(JavaModifier.STATIC) && !type.isEnum();
    int added = type.isEnum() ? 2 : inner ? 1 : 0;
    return constructor.getRawParameterTypes().size() - added;
  }

  private static Stream<Path> sources(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return (int) lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
