import java.io.FileInputStream;
import java.net.URL;
import java.security.KeyStore;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

// Login URL TLS-VERSION TRUST-STORE P12|-: reads one page with the certificate of the .p12, whose password is in PASSWORD.
// Prints the status, or the exception as a stack trace begins.
public final class Login {
  public static void main(String[] arguments) {
    System.setProperty("jdk.tls.client.protocols", arguments[1]);
    try {
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store(arguments[2], "changeit"));
      var keys = KeyManagerFactory.getInstance("PKIX");
      if (!arguments[3].equals("-")) {
        var password = System.getenv("PASSWORD");
        keys.init(store(arguments[3], password), password.toCharArray());
      } else {
        keys.init(null, null);
      }
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      var connection = (HttpsURLConnection) new URL(arguments[0]).openConnection();
      connection.setSSLSocketFactory(context.getSocketFactory());
      System.out.println("HTTP " + connection.getResponseCode());
    } catch (Exception exception) {
      System.err.println(exception);
      System.exit(1);
    }
  }

  private static KeyStore store(String file, String password) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    try (var stream = new FileInputStream(file)) {
      store.load(stream, password.toCharArray());
    }
    return store;
  }
}
