package dev.sotto.compressor.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
  @TempDir Path folder;
  private int worked;

  private record Inputs(int input) {}

  private record Square(int square) {}

  private Stage<Square> complete(Stages stages, int input) {
    return stages.complete(
        Step.of(
            "squared",
            new Inputs(input),
            Square.class,
            output -> {
              worked++;
              output.write(
                  "square.txt", Integer.toString(input * input).getBytes(StandardCharsets.UTF_8));
              return new Square(input * input);
            }));
  }

  @Test
  void whatWasDoneIsNotDoneAgain() throws IOException {
    Stages stages = new Stages(folder.resolve("stages"));
    Stage<Square> first = complete(stages, 3);
    Stage<Square> again = complete(new Stages(folder.resolve("stages")), 3);
    assertEquals(1, worked);
    assertFalse(first.found());
    assertTrue(again.found());
    assertEquals(9, again.result().square());
    assertEquals("9", Files.readString(again.folder().resolve("square.txt")));
  }

  @Test
  void otherInputsAreAnotherStageAndLeaveTheFirst() {
    Stages stages = new Stages(folder);
    Stage<Square> first = complete(stages, 3);
    Stage<Square> other = complete(stages, 4);
    assertNotEquals(first.folder(), other.folder());
    assertTrue(complete(stages, 3).found());
    assertEquals(2, worked);
  }

  @Test
  void aStageThatFailsLeavesNothingAndIsDoneWhenAskedForAgain() throws IOException {
    Stages stages = new Stages(folder);
    Step<Void> failing =
        Step.of(
            "squared",
            new Inputs(3),
            output -> {
              output.write("half.txt", new byte[9]);
              throw new SottoException(SottoException.Code.BAD_INPUT, "no room");
            });
    assertThrows(SottoException.class, () -> stages.complete(failing));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
    assertFalse(complete(stages, 3).found());
  }

  private record Method(String name, Optional<Double> scale) {}

  /** Whatever its inputs say of themselves as text. */
  @Test
  void inputsAreToldApartByWhatTheyHold() {
    Stages stages = new Stages(folder);
    Function<Method, Stage<Void>> complete =
        method -> stages.complete(Step.of("scored", method, output -> worked++));
    assertFalse(complete.apply(new Method("a", Optional.of(0.5))).found());
    assertFalse(complete.apply(new Method("a", Optional.of(0.25))).found());
    assertFalse(complete.apply(new Method("a", Optional.empty())).found());
    assertTrue(complete.apply(new Method("a", Optional.of(0.5))).found());
    assertEquals(3, worked);
  }

  @Test
  void aStageThatTellsSomethingElseIsRefused() throws IOException {
    Stages stages = new Stages(folder);
    Path record = complete(stages, 3).folder().resolve(Stages.RECORD);
    Files.writeString(
        record, Files.readString(record).replace("\"square\" : 9", "\"square\" : []"));
    assertThrows(SottoException.class, () -> complete(stages, 3));
  }

  @Test
  void aStageThatLacksAFileIsDoneAgain() throws IOException {
    Stages stages = new Stages(folder);
    Path stage = complete(stages, 3).folder();
    Files.delete(stage.resolve("square.txt"));
    assertFalse(complete(stages, 3).found());
    assertEquals(2, worked);
    assertEquals("9", Files.readString(stage.resolve("square.txt")));
  }

  @Test
  void aStageThatSomebodyChangedIsNeitherUsedNorRemoved() throws IOException {
    Stages stages = new Stages(folder);
    Path stage = complete(stages, 3).folder();
    Files.writeString(stage.resolve("square.txt"), "ninety");
    SottoException changed = assertThrows(SottoException.class, () -> complete(stages, 3));
    assertTrue(changed.getMessage().contains("square.txt"), changed.getMessage());
    assertEquals("ninety", Files.readString(stage.resolve("square.txt")));
  }

  @Test
  void aStageWithoutAMarkIsNotBelieved() throws IOException {
    Stages stages = new Stages(folder);
    Path stage = complete(stages, 3).folder();
    Files.delete(stage.resolve("sotto-output.json"));
    SottoException unmarked = assertThrows(SottoException.class, () -> complete(stages, 3));
    assertTrue(unmarked.getMessage().contains("sotto-output.json"), unmarked.getMessage());
    assertEquals(1, worked);
  }

  @Test
  void whatSomebodyAddedToAStageDoesNotHinderItsUse() throws IOException {
    Stages stages = new Stages(folder);
    Path stage = complete(stages, 3).folder();
    Files.writeString(stage.resolve("notes.txt"), "nine");
    assertTrue(complete(stages, 3).found());
  }
}
