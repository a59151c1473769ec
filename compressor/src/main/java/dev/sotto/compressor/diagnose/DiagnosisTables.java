package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.diagnose.CalibrationClip.TextSource;
import dev.sotto.eval.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A diagnosis as tables. With a candidate a cell holds {@code dense -> candidate}, or one figure
 * where the two are written alike.
 */
public final class DiagnosisTables {
  private static final String NONE = "-";
  private static final int LINEARS_OF_A_BLOCK = 4;

  private final Diagnosis diagnosis;

  private DiagnosisTables(Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  /** What the normalisations give, what they can amplify, the linear layers, the stacks. */
  public static List<Table> of(Diagnosis diagnosis) {
    DiagnosisTables tables = new DiagnosisTables(diagnosis);
    return List.of(tables.activities(), tables.capacities(), tables.linears(), tables.stacks());
  }

  /** A figure of each normalisation; none where it was not computed. */
  private record Column(
      String header, BiFunction<ModelFigures, NormFigures, OptionalDouble> figure) {
    static Column of(String header, Function<NormFigures, Double> figure) {
      return new Column(header, (model, norm) -> OptionalDouble.of(figure.apply(norm)));
    }
  }

  private Table activities() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.of("variance", norm -> norm.activity().variance()),
                Column.of("cosine", norm -> norm.activity().meanCosine()),
                Column.of("stable rank", norm -> norm.activity().stableRank())));
    if (diagnosis.gradientsAbsent().isEmpty()) {
      columns.add(new Column("gradient", ModelFigures::gradient));
      columns.add(new Column("growth", ModelFigures::gradientGrowth));
    }
    List<String> header = header("output", columns);
    List<List<String>> rows = rows(columns);
    if (diagnosis.candidate().isPresent()) {
      header.add("fragile");
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).add(fragile(diagnosis.dense().norms().get(i).name()));
      }
    }
    return new Table(header, rows, remarks());
  }

  private Table capacities() {
    List<Column> columns =
        List.of(
            Column.of("least s", norm -> norm.capacity().minScale()),
            Column.of("median s", norm -> norm.capacity().medianScale()),
            Column.of("max |gamma|", norm -> norm.capacity().largestGain()),
            Column.of("r", norm -> norm.capacity().medianRatio()),
            Column.of("r < 1", norm -> norm.capacity().belowOne()));
    return new Table(
        header("capacity", columns),
        rows(columns),
        List.of(
            "Inputs are divided by s; r = max |gamma| / s, here at the median s; r < 1: share of the"
                + " tokens."));
  }

  private static List<String> header(String first, List<Column> columns) {
    List<String> header = new ArrayList<>(List.of(first));
    columns.forEach(column -> header.add(column.header()));
    return header;
  }

  private List<List<String>> rows(List<Column> columns) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < diagnosis.dense().norms().size(); i++) {
      int index = i;
      List<String> row = new ArrayList<>(List.of(diagnosis.dense().norms().get(i).name()));
      for (Column column : columns) {
        row.add(cell(model -> column.figure().apply(model, model.norms().get(index))));
      }
      rows.add(row);
    }
    return rows;
  }

  /** A row for each block, its layers side by side. */
  private Table linears() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<SpectralNorm> dense = linears(diagnosis.dense());
    for (int i = 0; i < dense.size(); i++) {
      int index = i;
      String role = dense.get(i).role().replaceFirst("\\.weight$", "");
      int dot = role.lastIndexOf('.');
      rows.computeIfAbsent(role.substring(0, dot), block -> new ArrayList<>(List.of(block)))
          .add(
              role.substring(dot + 1)
                  + " "
                  + cell(model -> OptionalDouble.of(linears(model).get(index).value())));
    }
    List<String> header = new ArrayList<>(List.of("spectral norms"));
    for (int i = 0; i < LINEARS_OF_A_BLOCK; i++) {
      header.add("");
    }
    rows.values()
        .forEach(
            row -> {
              while (row.size() < header.size()) {
                row.add("");
              }
            });
    return new Table(header, List.copyOf(rows.values()), List.of());
  }

  private static List<SpectralNorm> linears(ModelFigures model) {
    return model.linears().values().stream().flatMap(List::stream).toList();
  }

  private Table stacks() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < diagnosis.dense().gains().size(); i++) {
      int index = i;
      rows.add(
          List.of(
              diagnosis.dense().gains().get(i).stack().label(),
              cell(model -> OptionalDouble.of(model.gains().get(index).linear())),
              cell(model -> OptionalDouble.of(model.gains().get(index).withNorms()))));
    }
    return new Table(
        List.of("log gains", "linear layers", "with normalisations"),
        rows,
        List.of(
            "Sums of natural logarithms, of spectral norms and of r at the median s; residual paths,"
                + " softmax and convolutions are left out."));
  }

  private String cell(Function<ModelFigures, OptionalDouble> figure) {
    String dense = text(figure.apply(diagnosis.dense()));
    String candidate = diagnosis.candidate().map(figure).map(DiagnosisTables::text).orElse(dense);
    return dense.equals(candidate) ? dense : dense + " -> " + candidate;
  }

  private static String text(OptionalDouble figure) {
    return figure.isPresent() && Double.isFinite(figure.getAsDouble())
        ? String.format(Locale.ROOT, "%.3g", figure.getAsDouble())
        : NONE;
  }

  private String fragile(String norm) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.norm().equals(norm))
        .map(finding -> finding.rule().label())
        .collect(Collectors.joining(" "));
  }

  private List<String> remarks() {
    List<CalibrationClip> clips = diagnosis.clips();
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "%d clips (seed %d), %d encoder positions with sound, %d tokens; %d texts from the data, the others as the dense model hears them."
            .formatted(
                clips.size(),
                diagnosis.seed(),
                clips.stream().mapToInt(CalibrationClip::positions).sum(),
                clips.stream().mapToInt(clip -> clip.inputs().length).sum(),
                clips.stream().filter(clip -> clip.source() == TextSource.REFERENCE).count()));
    if (diagnosis.gradientsAbsent().isEmpty()) {
      remarks.add(
          "Gradients are those of the cross-entropy of the tokens, "
              + cell(model -> OptionalDouble.of(model.gradients().orElseThrow().loss()))
              + "; growth is against the end of the stack.");
    }
    diagnosis.gradientsAbsent().ifPresent(reason -> remarks.add("No gradients: " + reason + "."));
    if (diagnosis.candidate().isPresent()) {
      Arrays.stream(FragilityRule.values())
          .map(rule -> rule.label() + ": " + rule.description() + ".")
          .forEach(remarks::add);
    }
    return remarks;
  }
}
