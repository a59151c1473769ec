package dev.sotto.compressor.cli;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands by what they are for, first what a newcomer needs. */
final class CommandGroups implements IHelpSectionRenderer {
  private static final int INDENT = 2;
  private static final int NAMES = 14;

  private record Group(String heading, List<String> commands) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("Start here", List.of("demo", "compress", "transcribe", "eval", "inspect")),
          new Group(
              "Step by step", List.of("build", "finetune", "plan", "apply", "quantize", "verify")),
          new Group(
              "Measure and compare",
              List.of("sweep", "bench", "score", "gate", "report", "diagnose")),
          new Group(
              "Make data and the built-in model", List.of("label", "demo-data", "demo-model")),
          new Group("More", List.of("help")));

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    for (Group group : GROUPS) {
      text.append(String.format("%n%s:%n", group.heading())).append(table(group, help));
    }
    return text.toString();
  }

  private static TextTable table(Group group, Help help) {
    int width = help.commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAMES, INDENT, Overflow.SPAN),
            new Column(width - NAMES, 0, Overflow.WRAP));
    for (String name : group.commands()) {
      UsageMessageSpec about = help.subcommands().get(name).commandSpec().usageMessage();
      String[] lines = about.header().length > 0 ? about.header() : about.description();
      table.addRowValues(name, lines[0].formatted());
    }
    return table;
  }
}
