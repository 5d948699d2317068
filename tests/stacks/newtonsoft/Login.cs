// A login API on Mono that reads and writes JSON as ASP.NET Core's formatters for Newtonsoft.Json do. It answers what
// it has understood. It is not ASP.NET Core: it looks at neither the media type nor the case of the path.

using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

class LoginRequest
{
    public string Email { get; set; }
    public string Username { get; set; }
    public string Password { get; set; }
    public string DeviceID { get; set; }
}

class LoginAnswer
{
    public string Name { get; set; }
    public string Password { get; set; }
    public string DeviceID { get; set; }
}

class User
{
    public string FirstName { get; set; }
    public DateTime? BirthDate { get; set; }
    public byte[] Image { get; set; }
}

class UpdateRequest
{
    public User User { get; set; }
}

class UpdateAnswer
{
    public string FirstName { get; set; }
    public DateTime? BirthDate { get; set; }
    public int ImageBytes { get; set; }
}

class Refused : Exception
{
    public readonly SortedDictionary<string, List<string>> Errors = new SortedDictionary<string, List<string>>();

    public Refused Add(string member, string message)
    {
        if (!Errors.ContainsKey(member))
            Errors[member] = new List<string>();
        Errors[member].Add(message);
        return this;
    }
}

static class Program
{
    // The settings of ASP.NET Core's JsonSerializerSettingsProvider.
    static readonly JsonSerializerSettings Settings = new JsonSerializerSettings
    {
        ContractResolver = new CamelCasePropertyNamesContractResolver(),
        MissingMemberHandling = MissingMemberHandling.Ignore,
        MaxDepth = 32,
        TypeNameHandling = TypeNameHandling.None,
    };

    // As ASP.NET Core's reader, it keeps a byte order mark and refuses invalid bytes.
    static readonly Encoding Utf8 = new UTF8Encoding(false, true);

    static void Main(string[] arguments)
    {
        if (arguments[0] == "--version")
        {
            var file = typeof(JsonConvert).Assembly.Location;
            Console.WriteLine(System.Diagnostics.FileVersionInfo.GetVersionInfo(file).FileVersion);
            return;
        }
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:" + arguments[0] + "/");
        listener.Start();
        while (true)
            Answer(listener.GetContext());
    }

    static void Answer(HttpListenerContext context)
    {
        try
        {
            Send(context, 200, "application/json; charset=utf-8", Understand(context.Request), Settings);
        }
        catch (Refused refused)
        {
            var problem = new Dictionary<string, object>
            {
                { "title", "One or more validation errors occurred." },
                { "status", 400 },
                { "errors", refused.Errors },
            };
            Send(context, 400, "application/problem+json; charset=utf-8", problem, null);
        }
        catch (Exception error)
        {
            Send(context, 500, "text/plain", error.GetType().Name, null);
        }
    }

    static object Understand(HttpListenerRequest request)
    {
        var body = Utf8.GetString(Bytes(request.InputStream));
        if (request.Url.AbsolutePath == "/update")
        {
            var user = Read<UpdateRequest>(body).User ?? new User();
            var length = user.Image == null ? 0 : user.Image.Length;
            return new UpdateAnswer { FirstName = user.FirstName, BirthDate = user.BirthDate, ImageBytes = length };
        }
        var login = Read<LoginRequest>(body);
        var name = login.Email ?? login.Username;
        // As [Required] does.
        if (string.IsNullOrWhiteSpace(name))
            throw new Refused().Add("Username", "The Username field is required.");
        if (string.IsNullOrWhiteSpace(login.Password))
            throw new Refused().Add("Password", "The Password field is required.");
        return new LoginAnswer { Name = name, Password = login.Password, DeviceID = login.DeviceID };
    }

    // As ASP.NET Core's NewtonsoftJsonInputFormatter, it collects all errors, and leaves unread what follows the value.
    static T Read<T>(string body) where T : class
    {
        var refused = new Refused();
        var serializer = JsonSerializer.Create(Settings);
        serializer.Error += (sender, found) =>
        {
            refused.Add(found.ErrorContext.Path, found.ErrorContext.Error.Message);
            found.ErrorContext.Handled = true;
        };
        var model = serializer.Deserialize<T>(new JsonTextReader(new StringReader(body)) { CloseInput = false });
        if (refused.Errors.Count > 0)
            throw refused;
        if (model == null)
            throw refused.Add("", "A non-empty request body is required.");
        return model;
    }

    static byte[] Bytes(Stream stream)
    {
        var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    static void Send(HttpListenerContext context, int status, string type, object body, JsonSerializerSettings settings)
    {
        var bytes = Utf8.GetBytes(JsonConvert.SerializeObject(body, settings));
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength64 = bytes.Length;
        context.Response.OutputStream.Write(bytes, 0, bytes.Length);
        context.Response.Close();
    }
}
