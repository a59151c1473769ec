package dev.sotto.runtime.natives;

import dev.sotto.models.io.AtExit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the process on Ctrl-C or a polite kill as the virtual machine does, but not before native
 * work has stopped.
 *
 * <p>A shutdown hook would come too late: all hooks run at the same time, and that of ONNX Runtime
 * frees what its running sessions use. So the signals themselves are handled, through a class of
 * the JDK that has no place in its documented interface; where it is missing, all stays as it was.
 */
public final class Signals {
  private static final List<String> ENDING = List.of("HUP", "INT", "TERM");

  /** What shells add to the number of a signal that ended a process. */
  private static final int BY_SIGNAL = 128;

  private static final int HANGUP = 1;

  private static volatile boolean ending;

  private Signals() {}

  /** From now on the process ends in that way, with 128 plus the signal's number. */
  public static void endCleanly() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  end(BY_SIGNAL + (int) signal.getMethod("getNumber").invoke(arguments[0]));
                }
                return null;
              });
      for (String name : ENDING) {
        Object former =
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        keepIgnored(signal, handler, name, former);
      }
    } catch (InvocationTargetException e) {
      // The virtual machine keeps its signals to itself, as with -Xrs, or the system lacks one.
      return;
    } catch (ReflectiveOperationException e) {
      return;
    }
  }

  /**
   * From now on the process ends when its parent does, even one that was killed, whatever it is
   * doing: it may hang in a driver.
   */
  public static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().join());
              NativeWork.stop();
              Runtime.getRuntime().halt(BY_SIGNAL + HANGUP);
            },
            "sotto-parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Leaves the end of the process, and its exit code, to a signal that has come already. */
  public static void waitIfEnding() {
    while (ending) {
      LockSupport.park();
    }
  }

  /** What the shell said to ignore, as nohup does, stays ignored. */
  private static void keepIgnored(Class<?> signal, Class<?> handler, String name, Object former)
      throws ReflectiveOperationException {
    Object ignore = handler.getField("SIG_IGN").get(null);
    if (former == ignore) {
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
    }
  }

  private static void end(int exitCode) {
    synchronized (Signals.class) {
      if (ending) {
        // A second Ctrl-C does not wait.
        Runtime.getRuntime().halt(exitCode);
      }
      ending = true;
    }
    AtExit.run();
    NativeWork.stop();
    System.exit(exitCode);
  }
}
