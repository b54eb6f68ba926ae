// SPDX-License-Identifier: GPL-3.0-or-later
// Many clients of one event stream, in one thread, and what writing the same bytes costs without a server.
//
//   bench_fanout follow HOST PORT PATH KEY CLIENTS EVENTS   prints "ready" once all are connected
//   bench_fanout raw CLIENTS EVENTS BYTES                   a process of its own writes to as many sockets
//
// Ends when every client has EVENTS frames and prints {"clients", "events", "seconds", "bytes", "ordered",
// "same", "writer_cpu"}: how many clients had them in order, and how many had exactly what the first one had
// in those EVENTS.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(120);

struct Client
{
    int socket = -1;
    bool answered = false;
    bool ordered = true;
    std::string rest = {}; // of a line that has not ended
    long events = 0;
    unsigned long long last = 0;
    std::uint64_t hash = 14695981039346656037ULL; // FNV-1a of the data lines of the events that count
    long long bytes = 0;
};

[[noreturn]] void fail(const char *what)
{
    std::perror(what);
    std::exit(1);
}

// How many events of each client are compared; some have read more by the time that all have read these.
long compared = 0;

void takeLine(Client &client, std::string_view line)
{
    if (!client.answered) {
        if (line.starts_with("HTTP/1.1 ") && !line.starts_with("HTTP/1.1 200"))
            fail("an answer that is not 200");
        client.answered = line == "\r" || line.empty();
        return;
    }
    if (line.starts_with("id: ")) {
        // "<number>-<index>", where one change may be told as several events.
        char *end = nullptr;
        const unsigned long long change = std::strtoull(line.data() + 4, &end, 10);
        const unsigned long long number =
            (change << 20) + (*end == '-' ? std::strtoull(end + 1, nullptr, 10) : 0) + 1;
        client.ordered = client.ordered && number > client.last;
        client.last = number;
        ++client.events;
    }
    if (line.starts_with("data: ") && client.events <= compared) {
        for (const char c : line)
            client.hash = (client.hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
}

void take(Client &client, std::string_view bytes)
{
    client.bytes += static_cast<long long>(bytes.size());
    client.rest.append(bytes);
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = client.rest.find('\n', begin)) != std::string::npos; begin = end + 1)
        takeLine(client, std::string_view(client.rest).substr(begin, end - begin));
    client.rest.erase(0, begin);
}

int connected(const char *host, int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, host, &address.sin_addr);
    if (socket < 0 || connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        fail("connect");
    return socket;
}

struct Readers
{
    explicit Readers(std::size_t count)
        : clients(count)
        , epoll(epoll_create1(EPOLL_CLOEXEC))
    {
    }

    void add(std::size_t index, int socket)
    {
        clients[index].socket = socket;
        fcntl(socket, F_SETFL, O_NONBLOCK);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = index;
        epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    }

    template<typename Done>
    void readUntil(Done done)
    {
        static char buffer[256 * 1024];
        epoll_event ready[256];
        const auto end = Clock::now() + patience;
        while (!done()) {
            if (Clock::now() > end)
                fail("not everything came in time");
            const int count = epoll_wait(epoll, ready, 256, 1000);
            for (int i = 0; i < count; ++i) {
                Client &client = clients[ready[i].data.u64];
                const ssize_t length = read(client.socket, buffer, sizeof buffer);
                if (length == 0)
                    fail("a stream ended early");
                if (length > 0)
                    take(client, {buffer, static_cast<std::size_t>(length)});
            }
        }
    }

    bool all(bool (*holds)(const Client &, long), long number) const
    {
        for (const Client &client : clients) {
            if (!holds(client, number))
                return false;
        }
        return true;
    }

    std::vector<Client> clients;
    int epoll;
};

void report(const Readers &readers, Clock::time_point begin, double writerCpu)
{
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    long ordered = 0, same = 0;
    long long bytes = 0;
    for (const Client &client : readers.clients) {
        ordered += client.ordered;
        same += client.hash == readers.clients.front().hash;
        bytes += client.bytes;
    }
    std::printf("{\"clients\": %zu, \"events\": %ld, \"seconds\": %.4f, \"bytes\": %lld, \"ordered\": %ld, "
                "\"same\": %ld, \"writer_cpu\": %.4f}\n",
                readers.clients.size(), readers.clients.front().events, seconds, bytes, ordered, same,
                writerCpu);
}

int follow(char **arguments)
{
    Readers readers(std::strtoul(arguments[4], nullptr, 10));
    const long events = compared = std::strtol(arguments[5], nullptr, 10);
    const std::string request = std::string("GET ") + arguments[2] +
                                " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + arguments[3] +
                                "\r\nAccept: text/event-stream\r\n\r\n";
    for (std::size_t i = 0; i < readers.clients.size(); ++i) {
        const int socket = connected(arguments[0], std::atoi(arguments[1]));
        if (write(socket, request.data(), request.size()) != static_cast<ssize_t>(request.size()))
            fail("write");
        readers.add(i, socket);
    }
    readers.readUntil([&] { return readers.all([](const Client &c, long) { return c.answered; }, 0); });
    std::puts("ready");
    std::fflush(stdout);
    const auto begin = Clock::now();
    readers.readUntil(
        [&] { return readers.all([](const Client &c, long n) { return c.events >= n; }, events); });
    report(readers, begin, 0);
    return 0;
}

// Writes each event to all sockets before the next, as a server does, and ends with its processor time.
[[noreturn]] void writeEvents(int listener, std::size_t clients, long events, std::size_t bytes, int result)
{
    std::vector<int> sockets;
    const int on = 1;
    for (std::size_t i = 0; i < clients; ++i) {
        sockets.push_back(accept(listener, nullptr, nullptr));
        setsockopt(sockets.back(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)!write(sockets.back(), "\n", 1); // the end of what would be the head
    }
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    for (long event = 1; event <= events; ++event) {
        std::string frame = "id: " + std::to_string(event) + "-0\ndata: ";
        frame.resize(std::max(frame.size() + 2, bytes) - 2, 'x');
        frame += "\n\n";
        for (const int socket : sockets)
            (void)!write(socket, frame.data(), frame.size());
    }
    getrusage(RUSAGE_SELF, &after);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    const double spent = seconds(after.ru_utime) + seconds(after.ru_stime) - seconds(before.ru_utime) -
                         seconds(before.ru_stime);
    (void)!write(result, &spent, sizeof spent);
    pause();
    std::_Exit(0);
}

int raw(char **arguments)
{
    const std::size_t clients = std::strtoul(arguments[0], nullptr, 10);
    const long events = compared = std::strtol(arguments[1], nullptr, 10);
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    int result[2];
    if (bind(listener, reinterpret_cast<sockaddr *>(&address), length) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length) != 0 || pipe(result) != 0)
        fail("listen");
    const pid_t writer = fork();
    if (writer == 0)
        writeEvents(listener, clients, events, std::strtoul(arguments[2], nullptr, 10), result[1]);
    Readers readers(clients);
    for (std::size_t i = 0; i < clients; ++i)
        readers.add(i, connected("127.0.0.1", ntohs(address.sin_port)));
    readers.readUntil([&] { return readers.all([](const Client &c, long) { return c.answered; }, 0); });
    const auto begin = Clock::now();
    readers.readUntil(
        [&] { return readers.all([](const Client &c, long n) { return c.events >= n; }, events); });
    double spent = 0;
    if (read(result[0], &spent, sizeof spent) != static_cast<ssize_t>(sizeof spent))
        fail("read");
    report(readers, begin, spent);
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 8 && std::strcmp(argv[1], "follow") == 0)
        return follow(argv + 2);
    if (argc == 5 && std::strcmp(argv[1], "raw") == 0)
        return raw(argv + 2);
    std::fputs("bench_fanout follow HOST PORT PATH KEY CLIENTS EVENTS | raw CLIENTS EVENTS BYTES\n", stderr);
    return 2;
}
