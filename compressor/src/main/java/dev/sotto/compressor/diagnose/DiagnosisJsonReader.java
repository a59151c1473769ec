package dev.sotto.compressor.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.ResultFields;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.BlockId.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads what {@link DiagnosisJson} wrote. */
public final class DiagnosisJsonReader {
  private final ResultFields fields;

  private DiagnosisJsonReader(Path file) {
    this.fields = new ResultFields(file);
  }

  /**
   * Reads a diagnosis. What follows from other figures is not read but computed anew.
   *
   * @throws SottoException if the file is missing, is no diagnosis of the form {@value
   *     DiagnosisJson#FORMAT}, lacks a field, or holds what no diagnosis has
   */
  public static Diagnosis read(Path file) {
    try {
      return new DiagnosisJsonReader(file).diagnosis(JsonFiles.readObject(file));
    } catch (IllegalArgumentException e) {
      throw SottoException.badInput(file, e.getMessage(), e);
    }
  }

  private Diagnosis diagnosis(JsonNode json) {
    fields.checkFormat(json, DiagnosisJson.FORMAT, "sotto diagnose");
    Optional<String> absent =
        json.has(DiagnosisJson.GRADIENTS_ABSENT)
            ? Optional.of(fields.text(json, DiagnosisJson.GRADIENTS_ABSENT))
            : Optional.empty();
    return new Diagnosis(
        model(fields.object(json, "dense"), absent.isEmpty()),
        json.has(DiagnosisJson.CANDIDATE)
            ? Optional.of(model(fields.object(json, DiagnosisJson.CANDIDATE), absent.isEmpty()))
            : Optional.empty(),
        list(json, "clips", this::clip),
        fields.whole(json, "seed"),
        absent,
        fields.texts(json, "versions"));
  }

  private <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> element) {
    return StreamSupport.stream(fields.object(json, name).spliterator(), false)
        .map(element)
        .toList();
  }

  private HeardClip clip(JsonNode json) {
    return new HeardClip(
        fields.text(json, "id"),
        fields.integer(json, "positions"),
        fields.integer(json, "tokens"),
        fields.constant(TextSource.class, json, "text"));
  }

  private ModelStatistics model(JsonNode json, boolean gradients) {
    JsonNode identity = fields.object(json, "model");
    Map<Stack, List<SpectralNorm>> linears = new EnumMap<>(Stack.class);
    for (Stack stack : Stack.values()) {
      linears.put(stack, new ArrayList<>());
    }
    fields
        .object(json, "linears")
        .forEach(
            layer -> linears.get(fields.constant(Stack.class, layer, "stack")).add(linear(layer)));
    linears.replaceAll((stack, layers) -> List.copyOf(layers));
    return new ModelStatistics(
        new ModelIdentity(fields.text(identity, "folder"), fields.texts(identity, "sha256")),
        list(json, "norms", this::norm),
        linears,
        gradients ? Optional.of(gradients(json)) : Optional.empty());
  }

  private SpectralNorm linear(JsonNode json) {
    return new SpectralNorm(
        fields.text(json, "role"),
        number(json, "spectralNorm"),
        fields.integer(json, "steps"),
        fields.bool(json, "converged"));
  }

  private NormStatistics norm(JsonNode json) {
    return new NormStatistics(
        fields.constant(Stack.class, json, "stack"),
        fields.text(json, "name"),
        new NormCapacity(
            fields.whole(json, "tokens"),
            number(json, "minScale"),
            number(json, "medianScale"),
            number(json, "largestGain"),
            number(json, "belowOne")),
        new NormActivity(
            number(json, "variance"),
            number(json, "meanCosine"),
            number(json, "stableRank"),
            fields.bool(json, "converged")));
  }

  private StreamGradientNorms gradients(JsonNode json) {
    Map<String, Double> norms = new LinkedHashMap<>();
    for (JsonNode norm : fields.object(json, "norms")) {
      norms.put(fields.text(norm, "name"), number(norm, DiagnosisJson.GRADIENT_NORM));
    }
    return new StreamGradientNorms(number(json, DiagnosisJson.LOSS), norms);
  }

  private double number(JsonNode json, String name) {
    return json.path(name).isNull() ? Double.NaN : fields.number(json, name);
  }
}
