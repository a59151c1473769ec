package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A diagnosis as tables. With a candidate a cell holds {@code dense -> candidate}, or one figure
 * where the two are written alike.
 */
public record DiagnosisTables(Diagnosis diagnosis) {
  private static final String NONE = "-";
  private static final String BOUND_ABOVE = "<=";
  private static final int LINEARS_OF_A_BLOCK = 4;

  /** What the normalisations give, what they can amplify, the linear layers, the stacks. */
  public static List<Table> of(Diagnosis diagnosis) {
    DiagnosisTables tables = new DiagnosisTables(diagnosis);
    return List.of(tables.activities(), tables.capacities(), tables.linears(), tables.stacks());
  }

  /** A figure of each normalisation, as text. */
  private record Column(String header, BiFunction<ModelStatistics, NormStatistics, String> figure) {
    static Column of(String header, ToDoubleFunction<NormStatistics> figure) {
      return new Column(header, (model, norm) -> text(figure.applyAsDouble(norm)));
    }

    /** Of a figure that may not have been computed. */
    static Column ofOptional(
        String header, BiFunction<ModelStatistics, NormStatistics, OptionalDouble> figure) {
      return new Column(
          header,
          (model, norm) -> {
            OptionalDouble found = figure.apply(model, norm);
            return found.isPresent() ? text(found.getAsDouble()) : NONE;
          });
    }
  }

  private Table activities() {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.of("variance", norm -> norm.activity().variance()),
                Column.of("cosine", norm -> norm.activity().meanCosine()),
                new Column("stable rank", (model, norm) -> stableRank(norm.activity()))));
    if (diagnosis.gradientsAbsent().isEmpty()) {
      columns.add(Column.ofOptional("gradient", ModelStatistics::gradient));
      columns.add(Column.ofOptional("growth", ModelStatistics::gradientGrowth));
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
                  + cell(model -> spectralNorm(linears(model).get(index))));
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
    return new Table(
        header,
        List.copyOf(rows.values()),
        models().flatMap(model -> linears(model).stream()).allMatch(SpectralNorm::converged)
            ? List.of()
            : List.of(
                ">= before a norm: power iteration was cut short, so this is a lower bound."));
  }

  private Stream<ModelStatistics> models() {
    return Stream.concat(Stream.of(diagnosis.dense()), diagnosis.candidate().stream());
  }

  private static List<SpectralNorm> linears(ModelStatistics model) {
    return model.linears().values().stream().flatMap(List::stream).toList();
  }

  private Table stacks() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < diagnosis.dense().gains().size(); i++) {
      int index = i;
      rows.add(
          List.of(
              diagnosis.dense().gains().get(i).stack().label(),
              cell(model -> text(model.gains().get(index).linear())),
              cell(model -> text(model.gains().get(index).withNorms()))));
    }
    return new Table(
        List.of("log gains", "linear layers", "with normalisations"),
        rows,
        List.of(
            "Sums of natural logarithms, of spectral norms and of r at the median s; residual paths,"
                + " softmax and convolutions are left out."));
  }

  private String cell(Function<ModelStatistics, String> figure) {
    String dense = figure.apply(diagnosis.dense());
    String candidate = diagnosis.candidate().map(figure).orElse(dense);
    return dense.equals(candidate) ? dense : dense + " -> " + candidate;
  }

  /** A figure that does not exist is not a number; one that is infinite is said to be. */
  private static String text(double figure) {
    if (Double.isNaN(figure)) {
      return NONE;
    }
    return Double.isInfinite(figure)
        ? (figure < 0 ? "-inf" : "inf")
        : String.format(Locale.ROOT, "%.3g", figure);
  }

  private static String spectralNorm(SpectralNorm layer) {
    return (layer.converged() ? "" : ">=") + text(layer.value());
  }

  private static String stableRank(NormActivity activity) {
    boolean bound = !activity.converged() && Double.isFinite(activity.stableRank());
    return (bound ? BOUND_ABOVE : "") + text(activity.stableRank());
  }

  private String fragile(String norm) {
    return diagnosis.findings().stream()
        .filter(finding -> finding.norm().equals(norm))
        .map(finding -> finding.rule().label())
        .collect(Collectors.joining(" "));
  }

  private List<String> remarks() {
    List<HeardClip> clips = diagnosis.clips();
    List<String> remarks = new ArrayList<>();
    long given = clips.stream().filter(clip -> clip.text() == TextSource.REFERENCE).count();
    remarks.add(
        "%d clips (seed %d), %d encoder positions with sound, %d tokens; %d texts from the data, %d as the dense model hears them."
            .formatted(
                clips.size(),
                diagnosis.seed(),
                clips.stream().mapToInt(HeardClip::positions).sum(),
                clips.stream().mapToInt(HeardClip::tokens).sum(),
                given,
                clips.size() - given));
    if (diagnosis.gradientsAbsent().isEmpty()) {
      remarks.add(
          "Gradients are those of the cross-entropy of the tokens, "
              + cell(model -> text(model.gradients().orElseThrow().loss()))
              + "; growth is against the end of the stack.");
    }
    diagnosis.gradientsAbsent().ifPresent(reason -> remarks.add("No gradients: " + reason + "."));
    if (diagnosis.candidate().isPresent()) {
      remarks.add(
          diagnosis.findings().isEmpty()
              ? "Nothing is fragile by these rules:"
              : "A normalisation is fragile by these rules:");
      Arrays.stream(FragilityRule.values())
          .filter(rule -> rule != FragilityRule.GRADIENT || diagnosis.gradientsAbsent().isEmpty())
          .map(rule -> "  " + rule.label() + ": " + rule.description() + ".")
          .forEach(remarks::add);
    } else {
      remarks.add("What is fragile is judged against another model: give a CANDIDATE, too.");
    }
    if (models()
        .flatMap(model -> model.norms().stream())
        .anyMatch(norm -> stableRank(norm.activity()).startsWith(BOUND_ABOVE))) {
      remarks.add("<= before a stable rank: power iteration was cut short, an upper bound.");
    }
    return remarks;
  }
}
