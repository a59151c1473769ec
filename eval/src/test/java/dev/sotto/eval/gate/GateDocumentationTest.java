package dev.sotto.eval.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.compare.Results;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in docs/gate.md is compiled and run as it stands there. */
class GateDocumentationTest {
  private static final Path DOCUMENT = Path.of("../docs/gate.md");
  private static final String NAME = "SpeechReleaseTest";

  @TempDir Path folder;

  private static String example() throws IOException {
    String text = Files.readString(DOCUMENT);
    int start = text.indexOf("```java\n");
    int end = text.indexOf("```", start + 3);
    assertTrue(start >= 0 && end > start, DOCUMENT + " has no example in Java");
    return text.substring(start + "```java\n".length(), end);
  }

  private void compile() throws IOException {
    Path source = Files.writeString(folder.resolve(NAME + ".java"), example());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertNotNull(compiler, "tests run on a JDK");
    int errors =
        compiler.run(
            null,
            null,
            System.out,
            "-Werror",
            "-Xlint:all",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertEquals(0, errors, "the example does not compile");
  }

  private void write(String name, Results results) throws IOException {
    Files.write(folder.resolve(name), JsonFiles.write(EvalJson.of(results.result())));
  }

  @Test
  void theExampleForJUnitPassesAndFailsAsItSays() throws Exception {
    compile();
    write("in-use.json", Results.of(400, i -> Results.losing(1, i + 5)).withCost(0.1, 1, 1_000));
    write("smaller.json", Results.of(400, i -> Results.losing(1, i + 5)).withCost(0.1, 1, 900));
    System.setProperty("results", folder.toString());
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, GateAssertions.class.getClassLoader())) {
      Class<?> example = loader.loadClass(NAME);
      Constructor<?> constructor = example.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method test = example.getDeclaredMethod("theSmallModelHearsAsWellAsTheOneInUse");
      test.setAccessible(true);
      assertNotNull(test.getAnnotation(Test.class));
      test.invoke(constructor.newInstance());
      write("smaller.json", Results.of(400, i -> "one").withCost(0.1, 1, 900));
      InvocationTargetException failure =
          assertThrows(
              InvocationTargetException.class, () -> test.invoke(constructor.newInstance()));
      assertInstanceOf(AssertionError.class, failure.getCause());
    } finally {
      System.clearProperty("results");
    }
  }
}
