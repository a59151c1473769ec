package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Optional;

/** A plan and the very bytes that say it: what an export is made by is put into it as it is. */
public final class PlanFile {
  /** The name of the plan inside the export that it made. */
  public static final String NAME = "plan.json";

  private static final String WEIGHTS = ".safetensors";

  private final Plan plan;
  private final byte[] bytes;
  private final Optional<String> notice;

  private PlanFile(Plan plan, byte[] bytes, Optional<String> notice) {
    this.plan = plan;
    this.bytes = bytes;
    this.notice = notice;
  }

  /** A plan that is in no file yet. */
  public static PlanFile of(Plan plan) {
    return new PlanFile(plan, PlanJson.write(plan), Optional.empty());
  }

  /**
   * Reads a plan.
   *
   * @throws SottoException if the file is missing, malformed, or of another format
   */
  public static PlanFile read(Path file) {
    return read(file, PlanJson.builtIn());
  }

  static PlanFile read(Path file, PlanJson form) {
    byte[] bytes = WholeFile.read(file);
    var json = JsonFiles.parseObject(file, bytes);
    Plan plan = form.parse(file, json);
    boolean old = json.path("format").asText().equals(PlanJson.OLD_FORMAT);
    return new PlanFile(
        plan,
        bytes,
        old
            ? Optional.of(
                file + " is of the form " + PlanJson.OLD_FORMAT + ", which is read as it was meant")
            : Optional.empty());
  }

  /**
   * The file beside a plan that holds the weights of its edits: it is named like the plan.
   *
   * @throws SottoException with code USAGE if that would be the plan itself
   */
  public static Path weightsBeside(Path plan) {
    String name = plan.toAbsolutePath().normalize().toFile().getName();
    if (name.isEmpty() || name.endsWith(WEIGHTS)) {
      throw SottoException.usage(
          "expected the name of a file for a plan, not ending in %s as its weights do, found %s"
              .formatted(WEIGHTS, plan));
    }
    int dot = name.lastIndexOf('.');
    return plan.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + WEIGHTS);
  }

  public Plan plan() {
    return plan;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** What a user should know about the form of the file. */
  public Optional<String> notice() {
    return notice;
  }
}
