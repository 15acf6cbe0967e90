package io.fanfare.websocket;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body ends in an error where it passes a limit: Spring reads what SockJS sends as a whole. */
final class BoundedBody extends HttpServletRequestWrapper {

    private final long limit;
    private boolean tooLarge;

    /** @param limit bytes */
    BoundedBody(HttpServletRequest request, long limit) {
        super(request);
        this.limit = limit;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Bounded(super.getInputStream());
    }

    /** Whether it was. */
    boolean isTooLarge() {
        return tooLarge;
    }

    private final class Bounded extends ServletInputStream {
        private final ServletInputStream in;
        private long taken;

        Bounded(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            take(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            take(Math.max(read, 0));
            return read;
        }

        private void take(int more) throws IOException {
            taken += more;
            if (taken > limit) {
                tooLarge = true;
                throw new IOException("The body is larger than " + limit + " bytes");
            }
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
