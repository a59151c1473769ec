package dev.sotto.compressor.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
  @TempDir Path folder;
  private int worked;

  private Stage complete(Stages stages, int input) {
    ObjectNode inputs = JsonFiles.newObject().put("input", input);
    return stages.complete(
        "squared",
        inputs,
        output -> {
          worked++;
          output.write(
              "square.txt", Integer.toString(input * input).getBytes(StandardCharsets.UTF_8));
          return JsonFiles.newObject().put("square", input * input);
        });
  }

  @Test
  void whatWasDoneIsNotDoneAgain() throws IOException {
    Stages stages = new Stages(folder.resolve("stages"));
    Stage first = complete(stages, 3);
    Stage again = complete(new Stages(folder.resolve("stages")), 3);
    assertEquals(1, worked);
    assertFalse(first.found());
    assertTrue(again.found());
    assertEquals(9, again.result().path("square").intValue());
    assertEquals("9", Files.readString(again.folder().resolve("square.txt")));
  }

  @Test
  void otherInputsAreAnotherStageAndLeaveTheFirst() {
    Stages stages = new Stages(folder);
    Stage first = complete(stages, 3);
    Stage other = complete(stages, 4);
    assertNotEquals(first.folder(), other.folder());
    assertTrue(complete(stages, 3).found());
    assertEquals(2, worked);
  }

  @Test
  void aStageThatFailsLeavesNothingAndIsDoneWhenAskedForAgain() throws IOException {
    Stages stages = new Stages(folder);
    ObjectNode inputs = JsonFiles.newObject().put("input", 3);
    assertThrows(
        SottoException.class,
        () ->
            stages.complete(
                "squared",
                inputs,
                output -> {
                  output.write("half.txt", new byte[9]);
                  throw new SottoException(SottoException.Code.BAD_INPUT, "no room");
                }));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
    assertFalse(complete(stages, 3).found());
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
