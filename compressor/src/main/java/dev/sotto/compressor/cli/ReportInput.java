package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.eval.report.html.ReportedModel;
import dev.sotto.eval.result.EvalJsonReader;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what {@code report} shows. */
final class ReportInput {
  private final List<ReportedModel> models = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final List<String> names;

  private ReportInput(List<String> names) {
    this.names = names;
  }

  /**
   * Reads results, one or two from each file.
   *
   * @param names of the first models; the others are called after their folders
   * @throws SottoException if a file holds no result, or there are more names than models
   */
  static List<ReportedModel> read(List<Path> files, List<String> names) {
    ReportInput input = new ReportInput(names);
    files.forEach(input::read);
    if (names.size() > input.models.size()) {
      throw SottoException.usage(
          "--name: expected at most %d, one for each model, found %d"
              .formatted(input.models.size(), names.size()));
    }
    return List.copyOf(input.models);
  }

  private void read(Path file) {
    ObjectNode json = JsonFiles.readObject(file);
    if (json.path("format").asText().equals(CompressionReport.FORMAT)) {
      add(file, EvalJsonReader.parse(file, json.path("dense")));
      add(file, EvalJsonReader.parse(file, json.path("compressed")));
      return;
    }
    add(file, EvalJsonReader.parse(file, json));
  }

  private void add(Path file, EvalResult result) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    models.add(ReportedModel.of(name(result), result, folder));
  }

  /** A recogniser whose texts alone were scored is named by its users, not by a folder. */
  private static String ownName(EvalResult result) {
    return result.speed().isPresent() ? result.model().name() : result.model().folder();
  }

  private String name(EvalResult result) {
    String name = models.size() < names.size() ? names.get(models.size()) : ownName(result);
    String unique = name;
    for (int number = 2; !taken.add(unique); number++) {
      unique = name + " (" + number + ")";
    }
    return unique;
  }
}
