package dev.sotto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, and the fences around the libraries that must not spread. */
class ArchitectureTest {
  /** Fewer would mean that a module is not looked at, and then every rule holds. */
  private static final int FEWEST_CLASSES_OF_A_LIBRARY_MODULE = 50;

  private static JavaClasses sotto;

  @BeforeAll
  static void readClasses() {
    sotto =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.sotto");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String module : List.of("models", "runtime", "eval")) {
      long classes =
          sotto.stream()
              .filter(type -> type.getPackageName().startsWith("dev.sotto." + module + "."))
              .count();
      assertTrue(
          classes >= FEWEST_CLASSES_OF_A_LIBRARY_MODULE,
          module + " has only " + classes + " classes");
    }
    assertTrue(sotto.contain("dev.sotto.compressor.cli.Main"));
  }

  @Test
  void aModuleUsesOnlyThoseBeforeIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("models")
        .definedBy("dev.sotto.models..")
        .layer("runtime")
        .definedBy("dev.sotto.runtime..")
        .layer("eval")
        .definedBy("dev.sotto.eval..")
        .layer("compressor")
        .definedBy("dev.sotto.compressor..")
        .whereLayer("models")
        .mayNotAccessAnyLayer()
        .whereLayer("runtime")
        .mayOnlyAccessLayers("models")
        .whereLayer("eval")
        .mayOnlyAccessLayers("models", "runtime")
        .whereLayer("compressor")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(sotto);
  }

  @Test
  void protobufStopsAtTheReaderAndWriterOfOnnxFiles() {
    fence("dev.sotto.models.onnx", "com.google.protobuf..", "ai.onnx.proto..");
  }

  @Test
  void onnxRuntimeStopsAtItsSessions() {
    fence("dev.sotto.runtime.session", "ai.onnxruntime..");
  }

  /** What is printed goes through {@code SafeText}; children speak JSON with their parents. */
  @Test
  void nothingIsPrintedPastTheOneDoor() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.sotto.compressor.cli.Main")
        .and()
        .haveSimpleNameNotEndingWith("Process")
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(sotto);
  }

  @Test
  void onlyTheTokenizerAndTheTrainingEngineUseDjl() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.sotto.runtime.tokens", "dev.sotto.compressor.train.torch")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..")
        .check(sotto);
  }

  @Test
  void theTokenizerUsesNoEngine() {
    noClasses()
        .that()
        .resideInAPackage("dev.sotto.runtime.tokens")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ai.djl", "ai.djl.engine..", "ai.djl.ndarray..", "ai.djl.nn..", "ai.djl.training..")
        .check(sotto);
  }

  /** No class outside the package {@code home} uses one of {@code packages}. */
  private static void fence(String home, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .check(sotto);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.sotto.(**)").should().beFreeOfCycles().check(sotto);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    List<String> silent =
        Stream.concat(
                Stream.of(sotto.getPackage("dev.sotto")),
                sotto.getPackage("dev.sotto").getSubpackagesInTree().stream())
            .filter(aPackage -> !aPackage.getClasses().isEmpty())
            .map(JavaPackage::getName)
            .filter(name -> !sotto.contain(name + ".package-info"))
            .toList();
    assertEquals(List.of(), silent, "packages without package-info.java");
  }
}
