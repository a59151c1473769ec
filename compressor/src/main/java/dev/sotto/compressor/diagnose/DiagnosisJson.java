package dev.sotto.compressor.diagnose;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Locale;

/**
 * A diagnosis as JSON of the form {@value #FORMAT}, which {@code docs/diagnosis.md} describes. A
 * figure that is no finite number is null. {@link DiagnosisJsonReader} reads it.
 */
public final class DiagnosisJson {
  public static final String FORMAT = "sotto-diagnose/1";
  static final String GRADIENTS_ABSENT = "gradientsAbsent";
  static final String CANDIDATE = "candidate";
  static final String LOSS = "loss";
  static final String GRADIENT_NORM = "gradientNorm";

  private DiagnosisJson() {}

  public static ObjectNode of(Diagnosis diagnosis) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    json.put("seed", diagnosis.seed());
    ArrayNode clips = json.putArray("clips");
    diagnosis.clips().forEach(clip -> clip(clips.addObject(), clip));
    diagnosis.gradientsAbsent().ifPresent(reason -> json.put(GRADIENTS_ABSENT, reason));
    model(json.putObject("dense"), diagnosis.dense());
    diagnosis.candidate().ifPresent(found -> model(json.putObject(CANDIDATE), found));
    if (diagnosis.candidate().isPresent()) {
      ArrayNode fragile = json.putArray("fragile");
      diagnosis.findings().forEach(finding -> finding(fragile.addObject(), finding));
    } else {
      json.put("fragileAbsent", "needs a candidate to compare with");
    }
    ObjectNode versions = json.putObject("versions");
    diagnosis.versions().forEach(versions::put);
    return json;
  }

  private static void clip(ObjectNode json, HeardClip clip) {
    json.put("id", clip.id());
    json.put("positions", clip.positions());
    json.put("tokens", clip.tokens());
    json.put("text", clip.text().name().toLowerCase(Locale.ROOT));
  }

  private static void model(ObjectNode json, ModelStatistics model) {
    EvalJson.model(json.putObject("model"), model.identity());
    ArrayNode norms = json.putArray("norms");
    model.norms().forEach(norm -> norm(norms.addObject(), model, norm));
    ArrayNode linears = json.putArray("linears");
    model
        .linears()
        .forEach(
            (stack, layers) -> layers.forEach(layer -> linear(linears.addObject(), stack, layer)));
    ArrayNode stacks = json.putArray("stacks");
    model.gains().forEach(gain -> gain(stacks.addObject(), gain));
    model.gradients().ifPresent(gradients -> number(json, LOSS, gradients.loss()));
  }

  private static void norm(ObjectNode json, ModelStatistics model, NormStatistics norm) {
    json.put("name", norm.name());
    json.put("stack", norm.stack().label());
    NormCapacity capacity = norm.capacity();
    json.put("tokens", capacity.tokens());
    number(json, "minScale", capacity.minScale());
    number(json, "medianScale", capacity.medianScale());
    number(json, "largestGain", capacity.largestGain());
    number(json, "medianRatio", capacity.medianRatio());
    number(json, "largestRatio", capacity.largestRatio());
    number(json, "belowOne", capacity.belowOne());
    NormActivity activity = norm.activity();
    number(json, "variance", activity.variance());
    number(json, "meanCosine", activity.meanCosine());
    number(json, "stableRank", activity.stableRank());
    json.put("converged", activity.converged());
    model.gradient(norm).ifPresent(value -> number(json, GRADIENT_NORM, value));
    model.gradientGrowth(norm).ifPresent(value -> number(json, "gradientGrowth", value));
  }

  private static void linear(ObjectNode json, Stack stack, SpectralNorm layer) {
    json.put("role", layer.role());
    json.put("stack", stack.label());
    number(json, "spectralNorm", layer.value());
    json.put("steps", layer.steps());
    json.put("converged", layer.converged());
  }

  private static void gain(ObjectNode json, StackGain gain) {
    json.put("stack", gain.stack().label());
    number(json, "logGain", gain.linear());
    number(json, "logGainWithNorms", gain.withNorms());
  }

  private static void finding(ObjectNode json, Finding finding) {
    json.put("norm", finding.norm());
    json.put("rule", finding.rule().label());
    json.put("meaning", finding.rule().description());
    number(json, "dense", finding.dense());
    number(json, "candidate", finding.candidate());
  }

  private static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
