package dev.sotto.compressor.cli;

import dev.sotto.models.SottoVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code sotto --version} prints. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"sotto " + SottoVersion.current()};
  }
}
