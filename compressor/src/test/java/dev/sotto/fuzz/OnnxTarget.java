package dev.sotto.fuzz;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Exports: graphs, their layout and sizes, their cost, planning and applying. What is applied must
 * be read again. No session is opened: ONNX Runtime is not ours to mend.
 */
record OnnxTarget(Seeds seeds) implements FuzzTarget {
  private static final String OPTIONS = "plan-options.txt";
  private static final String NO_SESSION = " --trial-run never";

  private static final List<String> PLANS =
      List.of(
          "--remove params=20% --heads uniform",
          "--remove params=50% --heads free",
          "--remove flops=30% --heads uniform --score magnitude",
          "--remove params=10% --heads free --zero params=20%");

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    Path export = seeds.export(random);
    List<Path> files = Seeds.files(export);
    int chosen = random.nextInt(files.size());
    for (int index = 0; index < files.size(); index++) {
      byte[] bytes = Files.readAllBytes(files.get(index));
      String file = files.get(index).getFileName().toString();
      boolean damaged = index == chosen || random.nextInt(6) == 0;
      Files.write(input.resolve(file), damaged ? mutate(file, bytes, random) : bytes);
    }
    Files.writeString(input.resolve(OPTIONS), PLANS.get(random.nextInt(PLANS.size())));
  }

  private static byte[] mutate(String file, byte[] bytes, Random random) throws IOException {
    if (file.endsWith(".json")) {
      return JsonMutator.mutate(bytes, random);
    }
    return file.endsWith(".onnx") && random.nextInt(8) > 0
        ? ProtoMutator.mutate(ModelProto.parseFrom(bytes), random)
        : ByteMutator.mutate(bytes, random);
  }

  @Override
  public Outcome read(Path input, Path scratch) throws IOException {
    if (Answers.ofCommand("inspect", input) == Outcome.REFUSED) {
      return Outcome.REFUSED;
    }
    Path plan = scratch.resolve("plan.json");
    String options = Files.readString(input.resolve(OPTIONS)) + NO_SESSION + " --out";
    Object[] words =
        Stream.concat(
                Stream.of("plan", input),
                Stream.concat(Arrays.stream(options.split(" ")), Stream.of(plan)))
            .toArray();
    if (Answers.ofCommand(words) == Outcome.REFUSED) {
      return Outcome.ACCEPTED;
    }
    Path smaller = scratch.resolve("smaller");
    Outcome applied =
        Answers.ofCommand("apply", input, "--plan", plan, "--trial-run", "never", "--out", smaller);
    if (applied == Outcome.ACCEPTED && Answers.ofCommand("inspect", smaller) == Outcome.REFUSED) {
      throw new AssertionError("inspect refuses what apply wrote");
    }
    return Outcome.ACCEPTED;
  }
}
