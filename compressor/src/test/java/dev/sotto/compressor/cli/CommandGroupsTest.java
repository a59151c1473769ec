package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandGroupsTest {
  private final CommandLine sotto =
      Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));

  private List<String> listed() {
    Matcher lines =
        Pattern.compile("^  ([a-z-]+) +[A-Z]", Pattern.MULTILINE).matcher(sotto.getUsageMessage());
    return lines.results().map(line -> line.group(1)).toList();
  }

  @Test
  void everyCommandIsInOneGroup() {
    assertEquals(
        List.copyOf(new TreeSet<>(sotto.getSubcommands().keySet())),
        listed().stream().sorted().toList());
  }

  @Test
  void whatANewcomerNeedsComesFirst() {
    assertEquals(
        List.of("demo", "compress", "transcribe", "eval", "inspect"), listed().subList(0, 5));
    String help = sotto.getUsageMessage();
    assertTrue(help.indexOf("Start here:") < help.indexOf("Step by step:"), help);
    assertTrue(help.indexOf("Step by step:") < help.indexOf("Measure and compare:"), help);
  }

  @Test
  void noLineIsTooLongAndNoSignOfAFormatIsLeft() {
    String help = sotto.getUsageMessage();
    assertFalse(help.contains("%"), help);
    assertTrue(
        help.lines().allMatch(line -> line.length() <= 80),
        help.lines().filter(line -> line.length() > 80).collect(Collectors.joining()));
  }

  @Test
  void theHelpOfACommandHasNoGroups() {
    String help = sotto.getSubcommands().get("plan").getUsageMessage();
    assertFalse(help.contains("Start here"), help);
  }
}
