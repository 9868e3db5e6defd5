/* The far end of every benchmark: an HTTP/1.1 server on 127.0.0.1 that accepts any message and costs next to nothing.
 *
 *   sink [PORT [DELAY_MS]]      PORT 0 (the default) lets the kernel choose; "listening PORT" is printed once it is open
 *
 *   POST /cgi-bin/stable_token  {"access_token":...}, so that a client with a token owner can be measured whole
 *   GET  /__stats               {"requests":..,"bytes":..,"connections":..}; not counted itself
 *   GET  /__reset               the same figures, which then start again at zero
 *   anything else               {"errcode":0,"errmsg":"ok","msgid":N}, N counting up, after DELAY_MS
 *
 * One thread, epoll, keep-alive, pipelining, bodies by Content-Length. A request with another transfer encoding, or too
 * large, closes the connection: a benchmark that sends one should fail, not be measured. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FD = 16384, READ_CHUNK = 16384, MAX_REQUEST = 4 << 20, MAX_ANSWER = 256, EVENTS = 512 };
enum kind { MESSAGE, TOKEN, STATS, RESET };

struct bytes { char *at; size_t length, room; };
struct connection { struct bytes in, out; uint32_t generation; bool blocked; };
struct request { enum kind kind; size_t size; };
struct later { int fd; uint32_t generation; double due; };

static struct connection connections[MAX_FD];
static struct later *waiting; /* a ring: the delay is the same for all, so the oldest is due first */
static size_t waiting_first, waiting_count, waiting_room;
static double delay;
static unsigned long requests, bytes_in, accepted, msgid = 200000000;
static int poller;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *must(void *memory)
{
    if (!memory) {
        perror("sink");
        exit(1);
    }
    return memory;
}

static void reserve(struct bytes *b, size_t extra)
{
    if (b->length + extra <= b->room) return;
    b->room = (b->length + extra) * 2;
    b->at = must(realloc(b->at, b->room));
}

static void drop_front(struct bytes *b, size_t count)
{
    b->length -= count;
    if (b->length) memmove(b->at, b->at + count, b->length);
}

static void watch(int fd, uint32_t events, int operation)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    epoll_ctl(poller, operation, fd, &event);
}

static void hang_up(int fd)
{
    struct connection *c = &connections[fd];
    c->generation++; /* answers still waiting for this connection find another one, and are dropped */
    c->in.length = c->out.length = 0;
    c->blocked = false;
    close(fd);
}

static int json_of(enum kind kind, char *body, size_t room)
{
    switch (kind) {
    case TOKEN:
        return snprintf(body, room, "{\"access_token\":\"BENCH\",\"expires_in\":7200}");
    case STATS:
    case RESET:
        return snprintf(body, room, "{\"requests\":%lu,\"bytes\":%lu,\"connections\":%lu}", requests, bytes_in, accepted);
    default:
        return snprintf(body, room, "{\"errcode\":0,\"errmsg\":\"ok\",\"msgid\":%lu}", ++msgid);
    }
}

static void answer(struct connection *c, enum kind kind)
{
    char body[128];
    int length = json_of(kind, body, sizeof body);
    reserve(&c->out, MAX_ANSWER);
    c->out.length += (size_t)snprintf(c->out.at + c->out.length, MAX_ANSWER,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", length, body);
    if (kind == RESET) requests = bytes_in = accepted = 0;
}

static void answer_later(int fd)
{
    if (waiting_count == waiting_room) {
        size_t room = waiting_room ? waiting_room * 2 : 1024;
        struct later *grown = must(malloc(room * sizeof *grown));
        for (size_t i = 0; i < waiting_count; i++) grown[i] = waiting[(waiting_first + i) % waiting_room];
        free(waiting);
        waiting = grown, waiting_first = 0, waiting_room = room;
    }
    waiting[(waiting_first + waiting_count++) % waiting_room] = (struct later){fd, connections[fd].generation, now() + delay};
}

/* The body's length as the header fields state it, or -1 for a framing that is not served here. */
static long body_length(const char *head, const char *end)
{
    long length = 0;
    for (const char *line = head; line < end;) {
        if (!strncasecmp(line, "content-length:", 15)) length = atol(line + 15);
        else if (!strncasecmp(line, "transfer-encoding:", 18)) return -1;
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        line = newline ? newline + 1 : end;
    }
    return length < 0 || length > MAX_REQUEST ? -1 : length;
}

static enum kind kind_of(const char *line)
{
    if (!strncmp(line, "GET /__stats", 12)) return STATS;
    if (!strncmp(line, "GET /__reset", 12)) return RESET;
    if (!strncmp(line, "POST /cgi-bin/stable_token", 26)) return TOKEN;
    return MESSAGE;
}

/* 1 when a whole request stands at `at`, 0 when more must be read, -1 when the connection is to be closed. */
static int parse(const char *at, size_t length, struct request *found)
{
    const char *end = memmem(at, length, "\r\n\r\n", 4);
    if (!end) return length > READ_CHUNK ? -1 : 0;
    long body = body_length(at, end + 2);
    if (body < 0) return -1;
    found->size = (size_t)(end + 4 - at) + (size_t)body;
    found->kind = kind_of(at);
    return length >= found->size;
}

static void serve(int fd, struct request request)
{
    if (request.kind == MESSAGE) requests++, bytes_in += request.size;
    if (request.kind == MESSAGE && delay > 0) answer_later(fd);
    else answer(&connections[fd], request.kind);
}

/* Serves what has arrived whole; false when the connection is to be closed. */
static bool serve_all(int fd)
{
    struct connection *c = &connections[fd];
    struct request request;
    size_t done = 0;
    int outcome;
    while ((outcome = parse(c->in.at + done, c->in.length - done, &request)) > 0) {
        serve(fd, request);
        done += request.size;
    }
    drop_front(&c->in, done);
    return outcome == 0;
}

/* Writes what the socket takes, and asks to be woken for the rest; false when the peer is gone. */
static bool flush(int fd)
{
    struct connection *c = &connections[fd];
    if (!c->out.length) return true;
    ssize_t sent = send(fd, c->out.at, c->out.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) drop_front(&c->out, (size_t)sent);
    bool blocked = c->out.length > 0;
    if (blocked != c->blocked) watch(fd, blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    c->blocked = blocked;
    return true;
}

static bool receive(int fd)
{
    struct bytes *in = &connections[fd].in;
    reserve(in, READ_CHUNK + 1);
    ssize_t got = recv(fd, in->at + in->length, READ_CHUNK, MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
    in->length += (size_t)got;
    in->at[in->length] = '\0'; /* lets the header fields be compared as text */
    return serve_all(fd);
}

static bool handle(int fd, uint32_t events)
{
    bool readable = events & ~(uint32_t)EPOLLOUT;
    return (!readable || receive(fd)) && flush(fd);
}

static void welcome(int listener)
{
    int fd, yes = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MAX_FD) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        accepted++;
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
}

static void answer_due(void)
{
    double at = waiting_count ? now() : 0;
    while (waiting_count && waiting[waiting_first].due <= at) {
        struct later next = waiting[waiting_first];
        waiting_first = (waiting_first + 1) % waiting_room;
        waiting_count--;
        if (connections[next.fd].generation != next.generation) continue;
        answer(&connections[next.fd], MESSAGE);
        if (!flush(next.fd)) hang_up(next.fd);
    }
}

static int patience(void)
{
    if (!waiting_count) return -1;
    double left = waiting[waiting_first].due - now();
    return left <= 0 ? 0 : (int)(left * 1000) + 1;
}

static int open_listener(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) {
        perror("sink");
        exit(1);
    }
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char **words)
{
    static struct epoll_event events[EVENTS];
    signal(SIGPIPE, SIG_IGN);
    delay = count > 2 ? atof(words[2]) / 1000 : 0;
    poller = epoll_create1(0);
    int listener = open_listener(count > 1 ? atoi(words[1]) : 0);
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS, patience());
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) welcome(listener);
            else if (!handle(fd, events[i].events)) hang_up(fd);
        }
        answer_due();
    }
}
